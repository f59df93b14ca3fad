import { Command, Option } from '@commander-js/extra-typings'
import type { AnswerTo, QuarantinedRecord } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import { quarantineStates } from '@syndicate/contracts/words'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import type { Column } from '../../output/table.ts'
import { takePages } from '../../pages.ts'
import { idOfRun } from '../../runs/named-run.ts'
import { selectionOptions } from '../../quarantine/selection.ts'

type Group = NonNullable<AnswerTo<'GET /api/quarantine'>['groups']>[number]

const columns: Column<QuarantinedRecord>[] = [
  { title: 'RECORD', of: (record) => record.id },
  { title: 'DATASET', of: (record) => record.dataset, shrinks: true },
  { title: 'STATE', of: (record) => record.state },
  { title: 'CODE', of: (record) => record.code, paint: () => 'bad' },
  { title: 'FIELD', of: (record) => record.field, shrinks: true },
  { title: 'REASON', of: (record) => record.reason, shrinks: true },
  { title: 'ORIGINAL', of: (record) => record.original, shrinks: true },
]

const groupColumns: Column<Group>[] = [
  { title: 'CODE', of: ({ code }) => code, paint: () => 'bad' },
  { title: 'STAGE', of: ({ stage }) => stage },
  { title: 'RECORDS', of: ({ count }) => count, align: 'right' },
]

const fieldColumns: Column<Group>[] = [
  ...groupColumns.slice(0, 2),
  { title: 'FIELD', of: ({ field = null }) => field, shrinks: true },
  ...groupColumns.slice(2),
]

const none = 'Nothing like that is in quarantine.'

export function listQuarantineCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List refused records, or count them with --group')
    .addOption(selectionOptions.run())
    .addOption(selectionOptions.dataset())
    .addOption(selectionOptions.stage())
    .addOption(selectionOptions.code())
    .addOption(selectionOptions.field())
    .addOption(new Option('--state <state>', 'only those in it').choices(quarantineStates))
    .addOption(
      new Option('--group [by]', 'count them by code, or by field as well').choices(['code', 'field']).preset('code'),
    )
    .addOption(webOption())
    .option('--limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(async ({ limit, group, run, web, ...others }) => {
      const here = context()
      const { client, out } = here
      const filter = { ...others, ...(run && { run: await idOfRun(here, run) }) }
      if (web) return openPage(here, surroundings, '/quarantine', filter)
      const route = 'GET /api/quarantine'
      if (group) {
        const query = { ...filter, group: group as 'code' | 'field' }
        const pages = { name: 'groups', limit: Infinity, mostAtOnce: 1000, query } as const
        const groups = addedUp(await takePages(await client(), route, pages))
        return out.rows(groups, group === 'field' ? fieldColumns : groupColumns, none)
      }
      const pages = { name: 'records', limit, mostAtOnce: 1000, query: filter } as const
      out.rows(await takePages(await client(), route, pages), columns, none)
    })
}

/** Each page counts what it looked at. The most frequent first. */
function addedUp(groups: Group[]): Group[] {
  const sums = Map.groupBy(groups, ({ stage, code, field }) => `${stage} ${code} ${field}`)
  return [...sums.values()]
    .map((same) => ({ ...same[0]!, count: same.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => b.count - a.count)
}
