import type { App } from '../../app-type.ts'

/** Bodies that are parsed whole must have arrived by then; a sender of one byte a second does not hold us for hours. */
export function bodyDeadline(app: App, deadlineMs: number): void {
  app.addHook('preParsing', async (request, _reply, body) => {
    const { headers, routeOptions } = request
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (!hasBody || routeOptions.config.streamed) return
    const timer = setTimeout(() => request.raw.destroy(), deadlineMs)
    body.once('close', () => clearTimeout(timer))
    body.once('end', () => clearTimeout(timer))
  })
}
