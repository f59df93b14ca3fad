import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { confirm } from '../../prompts/confirm.ts'

export function removePipelineCommand({ context }: CommandDeps) {
  return new Command('remove')
    .description('Remove a pipeline; asks first. Its versions and its dataset stay, and runs under way go on')
    .argument('<name>')
    .option('-y, --yes', 'without being asked')
    .addHelpText(
      'after',
      examples(
        ['', 'syndicate pipelines remove orders'],
        ['have it back', 'syndicate pipelines show orders --yaml > orders.yaml'],
        ['', 'syndicate pipelines apply orders.yaml'],
      ),
    )
    .action(async (name, { yes = false }) => {
      const here = context()
      const client = await here.client()
      if (!yes) await confirm(here, `Remove pipeline ${name}?`)
      await client.request('DELETE /api/pipelines/:name', { params: { name } })
      here.out.note(`${name} is removed.`)
    })
}
