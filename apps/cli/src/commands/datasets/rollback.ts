import { Command } from '@commander-js/extra-typings'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'

export function rollbackCommand({ context }: CommandDeps) {
  return new Command('rollback')
    .description('Move the head to another version, atomically; nothing is deleted')
    .argument('<name>')
    .argument('<version>', 'the version readers shall see', wholeNumber(1, 2_147_483_647))
    .addHelpText(
      'after',
      examples(['go back to version 3, and forward again the same way', 'syndicate datasets rollback weather 3']),
    )
    .action(async (name, version) => {
      const { client, out } = context()
      const asked = { params: { dataset: name }, body: { version } }
      const detail = await (await client()).request('POST /api/registry/:dataset/rollback', asked)
      out.value(detail, () => `Readers of ${detail.name} now see version ${detail.head}: ${detail.records} records`)
    })
}
