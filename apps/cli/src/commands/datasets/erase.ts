import { setTimeout as delay } from 'node:timers/promises'
import { Command } from '@commander-js/extra-typings'
import type { Erasure } from '@syndicate/contracts'
import type { CommandDeps } from '../../deps.ts'
import { describeErasure } from '../../erasures/describe-erasure.ts'
import { fieldsNowhere } from '../../erasures/fields-nowhere.ts'
import { selectorOf } from '../../erasures/selector.ts'
import { examples } from '../../examples.ts'
import { confirm } from '../../prompts/confirm.ts'

const askEveryMs = 500

export function eraseCommand({ context }: CommandDeps) {
  return new Command('erase')
    .description('Erase records, such as those of a person, from all there is of a dataset, for good; asks first')
    .argument('<name>')
    .option('--match <field=value>', 'a field and its value; again for further fields', collected, [])
    .option('--where <expression>', 'CEL over the record')
    .option('--dry-run', 'count, and erase nothing')
    .option('--no-wait', 'come back before it is done')
    .option('-y, --yes', 'without being asked')
    .addHelpText(
      'after',
      examples(
        ['what there is of a person', 'syndicate datasets erase customers --match id=5 --dry-run'],
        ['erase it', 'syndicate datasets erase customers --match id=5'],
        ['by what is true of a record', `syndicate datasets erase customers --where 'email == "ada@example.com"'`],
      ),
    )
    .action(async (name, { match, where, dryRun = false, wait, yes }) => {
      const selector = selectorOf(match, where)
      const here = context()
      const { client, out } = here
      if (!dryRun && !yes) await confirm(here, `Erase these records from ${name}, in all versions, for good?`)
      const server = await client()
      const { salt, ...asked } = await server.request('POST /api/registry/:dataset/erasures', {
        params: { dataset: name },
        body: { ...selector, dryRun },
      })
      let erasure: Erasure = asked
      while (wait && erasure.state === 'running') {
        await delay(askEveryMs)
        erasure = await server.request('GET /api/registry/:dataset/erasures/:id', {
          params: { dataset: name, id: asked.id },
        })
      }
      const proof = dryRun
        ? []
        : [`Erasure ${erasure.id}, proof ${erasure.proof}, salt ${salt}: the salt is kept nowhere else`]
      out.value({ ...erasure, salt }, () => [describeErasure(erasure), ...proof].join('\n'))
      for (const field of await fieldsNowhere(server, selector, erasure)) out.note(`No record has a field ${field}`)
    })
}

function collected(text: string, before: string[]): string[] {
  return [...before, text]
}
