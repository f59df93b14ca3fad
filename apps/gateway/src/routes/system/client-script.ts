import { join } from 'node:path'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { loadBuiltFiles } from '../../http/answers/built-files.ts'
import { sendFile } from '../../http/answers/served-file.ts'
import { bind } from '../bind.ts'

const built = join(import.meta.dirname, '../../../../../packages/client/dist')

/** Serves what `pnpm build` made of packages/client. Without a build it says so, and looks again with the next request. */
export async function clientScript(app: App, { config, log }: Gateway, folder = built): Promise<void> {
  const cacheControl = `public, max-age=${config.api.client.cacheSeconds}`
  let files = await loadBuiltFiles(folder)
  if (!files) log.warn({ folder }, 'client.min.js is not built')

  const send = (name: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    files ??= await loadBuiltFiles(folder)
    const file = files?.get(name)
    if (!file) throw new ProblemError('unavailable', 'The client is not built here; `pnpm build` makes it')
    return sendFile(file, cacheControl, request, reply)
  }

  bind(app, 'GET /api/js/client.min.js', { compress: false }, send('client.min.js'))
  // For the tools of a browser: no caller needs to know of it.
  const options = { schema: { hide: true }, compress: false, config: { needs: 'nothing', light: true } } as const
  app.get('/api/js/client.min.js.map', options, send('client.min.js.map'))
}
