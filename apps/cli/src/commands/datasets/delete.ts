import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { formatCount } from '../../output/figures.ts'
import { confirm } from '../../prompts/confirm.ts'

export function deleteDatasetCommand({ context }: CommandDeps) {
  return new Command('delete')
    .description('Delete a dataset with all its versions and its quarantine, for good; asks first')
    .argument('<name>')
    .option('-y, --yes', 'without being asked')
    .addHelpText('after', examples(['', 'syndicate datasets delete weather']))
    .action(async (name, { yes = false }) => {
      const here = context()
      const client = await here.client()
      const params = { dataset: name }
      const { head, records } = await client.request('GET /api/registry/:dataset', { params })
      if (!yes)
        await confirm(here, `Delete ${name}, its ${formatCount(records)} records and all its versions, for good?`)
      await client.request('DELETE /api/registry/:dataset', { params, query: { expect: head } })
      here.out.note(`${name} is deleted.`)
    })
}
