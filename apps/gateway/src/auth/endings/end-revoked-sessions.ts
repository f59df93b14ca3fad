import { within } from '@syndicate/timing'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

/** Hears of sessions and keys revoked by any gateway: forgets them and closes their sockets. Ends what is gathered on closing. */
export function endRevokedSessions(app: App, { revocation, gatherer, log }: Gateway): void {
  // Not awaited: without Redis the gateway still signs people in, and hears of revocations by asking again.
  const listening = revocation.listen()
  listening.catch((err: unknown) => log.warn({ err }, 'revocations are not heard'))

  app.addHook('onClose', async () => {
    await gatherer.drain()
    const stop = await within(1_000, listening, () => null).catch(() => null)
    await stop?.()
  })
}
