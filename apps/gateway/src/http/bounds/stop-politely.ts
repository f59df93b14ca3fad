import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'

/**
 * While the gateway stops, answers under way are the last of their connections, which would else hold it up for as long as
 * they are kept alive; and what still comes is refused like any other refusal. A download that has begun is given to its end.
 */
export function stopPolitely(app: App, closing: AbortSignal): void {
  app.addHook('onRequest', async () => {
    if (closing.aborted) throw new ProblemError('unavailable', 'This gateway is stopping')
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing.aborted) reply.header('connection', 'close')
  })
  // An answer that began before could not say so.
  app.addHook('onResponse', async ({ raw }) => {
    if (closing.aborted) raw.socket.destroySoon()
  })
}
