import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'

export function resendCommand({ context }: CommandDeps) {
  return new Command('resend')
    .description('Send again what was delivered, or given up')
    .argument('<delivery>', 'id, as listed')
    .action(async (id) => {
      const { client, out } = context()
      const delivery = await (await client()).request('POST /api/alerts/deliveries/:id/resend', { params: { id } })
      out.value(delivery, () => `It is sent to ${delivery.destination} again`)
    })
}
