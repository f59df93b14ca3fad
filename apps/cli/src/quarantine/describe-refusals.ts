import type { Client } from '@syndicate/client'
import type { AnswerTo, QuarantinedRecord, Run } from '@syndicate/contracts'
import { countOf, formatCount } from '../output/figures.ts'
import type { ForPeople } from '../output/output.ts'
import { formatTable, type Column } from '../output/table.ts'

type Group = NonNullable<AnswerTo<'GET /api/quarantine'>['groups']>[number]

/** What a run refused, by why and where. */
export interface Refusals {
  /** The most frequent first. */
  groups: Group[]
  /** Whether all have been counted. */
  counted: boolean
  /** The first of them, in the order they came. */
  records: QuarantinedRecord[]
}

const route = 'GET /api/quarantine'
const mostTaken = 100
const mostGroups = 10
/** Of a group, where there are more than all of them. */
const mostExamples = 3
/** So many are shown whatever groups they are of. */
const fewRecords = 20
/** In cells of a terminal. */
const roomForCodes = 80

/** What a run refused, in one request where it is little and in two where it is much. */
export async function takeRefusals(client: Client, { runId: run, counts }: Run): Promise<Refusals> {
  const { records = [] } = await client.request(route, { query: { run, limit: mostTaken } })
  if (records.length >= counts.quarantined) return { groups: groupsOf(records), counted: true, records }
  const { groups = [], next } = await client.request(route, { query: { run, group: 'field', limit: 1000 } })
  return { groups: byCount(groups), counted: !next, records }
}

function groupsOf(records: readonly QuarantinedRecord[]): Group[] {
  const groups = Map.groupBy(records, keyOf)
  return byCount([...groups.values()].map((same) => ({ ...groupOf(same[0]!), count: same.length })))
}

function groupOf({ stage, code, field }: QuarantinedRecord) {
  return { stage, code, field }
}

function byCount(groups: readonly Group[]): Group[] {
  return groups.toSorted((a, b) => b.count - a.count)
}

function keyOf({ stage, code, field = null }: Pick<Group, 'stage' | 'code' | 'field'>): string {
  return JSON.stringify([stage, code, field])
}

/** A group with its first example, or a further one. */
interface Row {
  group?: Group
  example?: QuarantinedRecord | undefined
}

/** How many records were refused, and why: by group, with the line and what is wrong there. */
export function describeRefusals({ groups, counted, records }: Refusals): ForPeople {
  const examples = Map.groupBy(records, keyOf)
  const most = records.length > fewRecords || !counted ? mostExamples : fewRecords
  const rows = groups.slice(0, mostGroups).flatMap((group): Row[] => {
    const [first, ...further] = (examples.get(keyOf(group)) ?? []).slice(0, most)
    return [{ group, example: first }, ...further.map((example) => ({ example }))]
  })
  const left = groups.length - mostGroups
  return (paint, width) =>
    formatTable(rows, columnsWithin(width, counted), { paint, width }) +
    (left > 0 ? `and ${countOf(left, 'more reason')}\n` : '')
}

function columnsWithin(width: number | undefined, counted: boolean): Column<Row>[] {
  const code: Column<Row> = { title: 'CODE', of: ({ group }) => group?.code ?? '' }
  return [
    {
      title: 'REFUSED',
      of: ({ group }) => (group ? `${formatCount(group.count)}${counted ? '' : '+'}` : ''),
      align: 'right',
      paint: () => 'bad',
    },
    { title: 'COLUMN', of: ({ group }) => (group ? (group.field ?? '-') : ''), shrinks: true },
    // Where there is little room, that is for the words.
    ...(width === undefined || width >= roomForCodes ? [code] : []),
    { title: 'LINE', of: ({ example }) => (example ? placeOf(example) : null), align: 'right' },
    { title: 'BECAUSE', of: ({ example }) => example?.reason ?? '', wraps: true },
  ]
}

function placeOf({ line, position }: QuarantinedRecord): string {
  return line === null ? `#${position + 1}` : String(line)
}
