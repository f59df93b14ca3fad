import { addressKey } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import type { BodyRoom } from './body-room.ts'

/** Its text, and what is made of it. */
const timesItself = 4

/** Bodies that are parsed whole wait for room as uploads do, and hold it until their request is answered. */
export function roomForWholeBodies(app: App, bodyRoom: BodyRoom): void {
  app.addHook('preParsing', async (request, reply) => {
    const { headers, routeOptions } = request
    const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity
    if (length === 0 || routeOptions.config.streamed) return
    const bytes = Math.min(length, routeOptions.bodyLimit)
    const place = bodyRoom.take(request.principal?.userId ?? addressKey(request.ip), bytes * timesItself)
    reply.raw.once('close', () => place.leave())
    await place.room()
  })
}
