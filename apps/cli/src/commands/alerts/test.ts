import { setTimeout as delay } from 'node:timers/promises'
import { Command } from '@commander-js/extra-typings'
import { listDestinations, named } from '../../alerts/find.ts'
import { CliError } from '../../cli-error.ts'
import type { CommandDeps } from '../../deps.ts'

const askEveryMs = 500
/** Longer than one try takes. */
const patienceMs = 20_000

export function testCommand({ context }: CommandDeps) {
  return new Command('test')
    .description('Send a test to a destination, and wait for what comes of it')
    .argument('<destination>', 'name or id')
    .action(async (nameOrId) => {
      const { client: connect, out } = context()
      const client = await connect()
      const { id, name } = named(await listDestinations(client), nameOrId, 'destination')
      let delivery = await client.request('POST /api/alerts/destinations/:id/test', { params: { id } })
      const until = Date.now() + patienceMs
      while (delivery.answer === null && Date.now() < until) {
        await delay(askEveryMs)
        delivery = await client.request('GET /api/alerts/deliveries/:id', { params: { id: delivery.id } })
      }
      const { state, answer } = delivery
      if (state !== 'delivered')
        throw new CliError('failed', `Not delivered to ${name}: ${answer ?? 'no worker has sent it yet'}`)
      out.value(delivery, () => `Delivered to ${name}: ${answer}`)
    })
}
