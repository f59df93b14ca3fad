import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { confirm } from '../../prompts/confirm.ts'

export function truncateCommand({ context }: CommandDeps) {
  return new Command('truncate')
    .description('Make a version of which readers see nothing; asks first. A rollback brings back what was there')
    .argument('<name>')
    .option('-y, --yes', 'without being asked')
    .addHelpText('after', examples(['', 'syndicate datasets truncate weather']))
    .action(async (name, { yes = false }) => {
      const here = context()
      const client = await here.client()
      const { head } = await client.request('GET /api/registry/:dataset', { params: { dataset: name } })
      if (!yes) await confirm(here, `Truncate ${name}: readers see no record of it any more?`)
      const asked = { params: { dataset: name }, body: { expect: head } }
      const detail = await client.request('POST /api/registry/:dataset/truncate', asked)
      here.out.value(
        detail,
        () =>
          `Readers of ${name} now see version ${detail.head}, which is empty. Back: syndicate datasets rollback ${name} ${head}`,
      )
    })
}
