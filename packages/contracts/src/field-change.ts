import Type, { type Static } from 'typebox'
import { fieldBits, type FieldsSeen } from './fields-seen.ts'
import { fieldChangeKinds } from './words.ts'

/** Changes that an answer tells one by one. */
export const mostFieldChanges = 100

const Field = Type.String({ description: 'By name; within an object by names from the top, as in `host/name`' })

/** What became of a field of a dataset. */
export const FieldChange = Type.Object({
  field: Field,
  change: Type.Enum(fieldChangeKinds),
  text: Type.String({ description: 'In words' }),
})
export type FieldChange = Static<typeof FieldChange>

/** What `onNewField: ignore` took from records. */
export const LeftOut = Type.Array(Type.Object({ field: Field, records: Type.Integer() }), {
  description: `Fields that were left out, since the schema does not name them, and of how many records; at most ${mostFieldChanges}`,
})
export type LeftOut = Static<typeof LeftOut>

/** What is different in the records of a run. */
export const RunFields = Type.Object({
  changes: Type.Array(FieldChange, {
    description: `Against the live records of the dataset when the run ended, at most ${mostFieldChanges}`,
  }),
  more: Type.Integer({ description: 'How many changes there are besides' }),
  leftOut: LeftOut,
})
export type RunFields = Static<typeof RunFields>

/** Bits before and now, as they are kept: null where there was, or is, no such field; 0: only in what was not stored. */
export type FieldMove = readonly [before: number | null, now: number | null]

/** What is told of changed fields, in the order of their names. */
export function fieldChangesOf(
  moves: Readonly<Record<string, FieldMove>>,
  leftOut: FieldsSeen['leftOut'] = {},
): { changes: FieldChange[]; more: number } {
  const all = Object.entries(moves).toSorted(byName)
  const changes = all
    .slice(0, mostFieldChanges)
    .map(([field, move]) => fieldChangeOf(field, move, Object.hasOwn(leftOut, field) ? leftOut[field] : undefined))
  return { changes, more: all.length - changes.length }
}

/** What is told of fields that were left out, in the order of their names. */
export function leftOutOf(leftOut: FieldsSeen['leftOut'] = {}): LeftOut {
  const all = Object.entries(leftOut).toSorted(byName)
  return all.slice(0, mostFieldChanges).map(([field, records]) => ({ field, records }))
}

/** What a field is, in words: `integer or null, not in every record`. */
export function fieldInWords(bits: number): string {
  return `${typesIn(bits).join(' or ')}${bits & fieldBits.absent ? ', not in every record' : ''}`
}

function fieldChangeOf(field: string, [before, now]: FieldMove, leftOut: number | undefined): FieldChange {
  if (before === null) return { field, change: 'new', text: `${field} is new${newInWords(now ?? 0, leftOut)}` }
  if (now === null) return { field, change: 'gone', text: `${field} is gone` }
  const [was, more] = [typesIn(before), typesIn((before | now) & ~before)]
  const isWider = isWidened(before, now)
  const said = [
    ...(isWider ? ['was integer and is number now'] : []),
    ...more
      .filter((type) => !isWider || type !== 'number')
      .map((type) => `was ${was.join(' or ')} and may be ${type} now`),
    ...(now & ~before & fieldBits.absent ? ['is not in every record any more'] : []),
    ...(before & ~now & fieldBits.absent && more.length === 0 && !isWider ? ['is in every record'] : []),
  ]
  return { field, change: 'changed', text: `${field} ${said.join(', ')}` }
}

function newInWords(now: number, leftOut: number | undefined): string {
  if (now > 0) return `: ${fieldInWords(now)}`
  if (leftOut === undefined) return ', in records that were refused'
  return `, and was left out of ${leftOut} ${leftOut === 1 ? 'record' : 'records'}`
}

/** Whether numbers that were all whole are so no more. */
function isWidened(before: number, now: number): boolean {
  const { integer, number } = fieldBits
  return (before & number) === integer && (now & number) === number
}

function typesIn(bits: number): string[] {
  const { number, absent: _absent, integer, ...others } = fieldBits
  const numbers = (bits & number) === number ? ['number'] : bits & number ? [bits & integer ? 'integer' : 'number'] : []
  const names = Object.entries(others).flatMap(([name, bit]) => (bits & bit ? [name] : []))
  const isNull = names.includes('null')
  return [...numbers, ...names.filter((name) => name !== 'null'), ...(isNull ? ['null'] : [])]
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}
