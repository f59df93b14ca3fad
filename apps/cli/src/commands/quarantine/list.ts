import { Command, Option } from '@commander-js/extra-typings'
import type { AnswerTo, QuarantinedRecord } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import { offendingValue } from '@syndicate/contracts/refusal-reason'
import { quarantineGroupings, quarantineStates } from '@syndicate/contracts/words'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import type { Column } from '../../output/table.ts'
import { takePages } from '../../pages.ts'
import { filterOf, selectionOptions } from '../../quarantine/selection.ts'

type Group = NonNullable<AnswerTo<'GET /api/quarantine'>['groups']>[number]

const columns: Column<QuarantinedRecord>[] = [
  { title: 'FIELD', of: (record) => record.field, shrinks: true },
  { title: 'VALUE', of: (record) => offendingValue(record) ?? null, shrinks: true, paint: () => 'bad' },
  { title: 'RECORD', of: (record) => record.id },
  { title: 'DATASET', of: (record) => record.dataset, shrinks: true },
  { title: 'STATE', of: (record) => record.state },
  { title: 'CODE', of: (record) => record.code },
  { title: 'REASON', of: (record) => record.reason, shrinks: true },
  { title: 'ORIGINAL', of: (record) => record.original, shrinks: true },
]

const code: Column<Group> = { title: 'CODE', of: (group) => group.code, paint: () => 'bad' }
const stage: Column<Group> = { title: 'STAGE', of: (group) => group.stage }
const field: Column<Group> = { title: 'FIELD', of: (group) => group.field ?? null, shrinks: true }
const count: Column<Group> = { title: 'RECORDS', of: (group) => group.count, align: 'right' }

const groupColumns = {
  code: [code, stage, count],
  field: [code, stage, field, count],
  reason: [
    count,
    field,
    { title: 'VALUES', of: ({ values = [] }) => values.join(', '), shrinks: true, paint: () => 'bad' },
    { title: 'REASON', of: ({ reason = null }) => reason, wraps: true },
  ],
} satisfies Record<(typeof quarantineGroupings)[number], Column<Group>[]>

const none = 'Nothing like that is in quarantine.'

export function listQuarantineCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List refused records, or count them with --group')
    .addOption(selectionOptions.run())
    .addOption(selectionOptions.dataset())
    .addOption(selectionOptions.stage())
    .addOption(selectionOptions.code())
    .addOption(selectionOptions.field())
    .addOption(selectionOptions.because())
    .addOption(selectionOptions.search())
    .addOption(new Option('--state <state>', 'only those in it').choices(quarantineStates))
    .addOption(
      new Option('--group [by]', 'count them by code, by field as well, or by field and reason')
        .choices(quarantineGroupings)
        .preset('code' as const),
    )
    .addOption(webOption())
    .option('--limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(async ({ limit, group, state, web, ...selecting }) => {
      const here = context()
      const { client, out } = here
      const filter = { ...(await filterOf(here, selecting)), ...(state && { state }) }
      if (web) return openPage(here, surroundings, '/quarantine', filter)
      const route = 'GET /api/quarantine'
      if (group) {
        const query = { ...filter, group: group as keyof typeof groupColumns }
        const pages = { name: 'groups', limit: Infinity, mostAtOnce: 1000, query } as const
        const groups = addedUp(await takePages(await client(), route, pages))
        return out.rows(groups, groupColumns[query.group], none)
      }
      const pages = { name: 'records', limit, mostAtOnce: 1000, query: filter } as const
      out.rows(await takePages(await client(), route, pages), columns, none)
    })
}

/** Each page counts what it looked at. The most frequent first. */
function addedUp(groups: Group[]): Group[] {
  const sums = Map.groupBy(groups, (each) => JSON.stringify([each.stage, each.code, each.field, each.reason]))
  return [...sums.values()]
    .map((same) => ({ ...same[0]!, count: same.reduce((sum, each) => sum + each.count, 0) }))
    .toSorted((a, b) => b.count - a.count)
}
