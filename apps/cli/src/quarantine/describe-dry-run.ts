import type { QuarantineDryRun, TriedRecord } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import { countOf } from '../output/figures.ts'
import type { ForPeople } from '../output/output.ts'
import { formatTable, type Column } from '../output/table.ts'
import { describeLeft, moreHint } from './describe-left.ts'

const outcomes = { pass: 'passes', filter: 'filtered', refuse: 'refused', left: 'left' } as const
const colours = { pass: 'good', filter: 'warn', refuse: 'bad', left: 'warn' } as const

const columns: Column<TriedRecord>[] = [
  { title: 'LINE', of: ({ line, position }) => (line === null ? `#${position + 1}` : line), align: 'right' },
  { title: 'WOULD BE', of: ({ outcome }) => outcomes[outcome], paint: ({ outcome }) => colours[outcome] },
  { title: 'RECORD', of: ({ id }) => id },
  { title: 'CHANGED, OR WHY NOT', of: (record) => whatOf(record), wraps: true },
]

/**
 * Says what a replay would come to: how many, and of each record what would change and what would come of it.
 * @param ask for the dry run, with names from one of the records on
 * @param most so many are named
 */
export async function tellDryRun(
  { out }: Context,
  ask: (nameFrom: number) => Promise<QuarantineDryRun>,
  most: number,
): Promise<void> {
  const first = await ask(0)
  const records = [...first.records]
  let next = first.nextRecord
  while (next !== null && records.length < most) {
    const page = await ask(next)
    if (page.records.length === 0) break
    records.push(...page.records)
    next = page.nextRecord
  }
  const named = records.slice(0, most)
  const isAll = next === null && named.length === records.length
  out.value({ ...first, records: named, nextRecord: isAll ? null : named.length }, describe(first, named, isAll))
}

function describe(dry: QuarantineDryRun, named: TriedRecord[], isAll: boolean): ForPeople {
  const { matched, wouldPass, wouldFilter, wouldRefuse, notReplayable, more, complete } = dry
  return (paint, width) =>
    [
      `${countOf(matched, 'record')} found`,
      ...(complete ? [] : ['There was time for the first of them only:']),
      paint.good(`${wouldPass} would pass`),
      ...(wouldFilter > 0 ? [`${wouldFilter} would be filtered`] : []),
      ...wouldRefuse.map(({ count, code, stage }) => paint.bad(`${count} would be refused: ${code} by ${stage}`)),
      ...describeLeft(notReplayable),
      ...(more ? [moreHint] : []),
      ...(named.length > 0 ? ['', formatTable(named, columns, { paint, width }).trimEnd()] : []),
      ...(isAll ? [] : [`The first ${countOf(named.length, 'record')}; --limit names more.`]),
    ].join('\n')
}

function whatOf({ changes, reason, field }: TriedRecord): string {
  const changed = changes.map((change) => `${change.field}: ${change.before ?? '-'} → ${change.after ?? '-'}`)
  const why =
    reason === undefined ? [] : [field !== undefined && !reason.includes(field) ? `${field}: ${reason}` : reason]
  return [...changed, ...why].join('; ') || 'as it was'
}
