import type { ReplayableRecord } from '@syndicate/catalog'
import type { LeftReason, TriedRecord } from '@syndicate/contracts'
import { Fault, jsonOf, parseJson } from '@syndicate/pipeline'
import type { NamedOutcome } from './try-records.ts'

/** What is told of one record; of longer ones no fields are compared. In characters. */
const most = { fields: 20, valueChars: 200, recordChars: 256 * 1024 }

/** What would become of a record. @param line the record mended, as JSON */
export function triedRecord(before: ReplayableRecord, line: string, outcome: NamedOutcome): TriedRecord {
  const told = { ...placeOf(before), changes: changesOf(before, line) }
  if (typeof outcome === 'string') return { ...told, outcome }
  const { stage, code, field, reason } = outcome
  return { ...told, outcome: 'refuse', stage, code, ...(field !== undefined && { field }), reason }
}

/** A record that could not be mended. */
export function leftRecord({ record, reason }: { record: ReplayableRecord; reason: LeftReason }): TriedRecord {
  return { ...placeOf(record), outcome: 'left', changes: [], reason }
}

function placeOf({
  id,
  runId,
  position,
  line,
}: ReplayableRecord): Pick<TriedRecord, 'id' | 'runId' | 'position' | 'line'> {
  return { id, runId, position, line }
}

function changesOf({ text, isReadable }: ReplayableRecord, line: string): TriedRecord['changes'] {
  if (text.length + line.length > most.recordChars) return []
  const [before, after] = [isReadable ? fieldsOf(text) : new Map<string, string>(), fieldsOf(line)] as const
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => before.get(field) !== after.get(field))
    .slice(0, most.fields)
    .map((field) => ({ field: cut(field), before: cut(before.get(field)), after: cut(after.get(field)) }))
}

/** The fields of a record, each as JSON. */
function fieldsOf(text: string): Map<string, string> {
  const record = parseJson(text)
  if (record instanceof Fault || typeof record !== 'object' || record === null) return new Map()
  return new Map(Object.entries(record).map(([field, value]) => [field, jsonOf(value)]))
}

function cut(text: string): string
function cut(text: string | undefined): string | null
function cut(text: string | undefined): string | null {
  if (text === undefined) return null
  return text.length > most.valueChars ? `${text.slice(0, most.valueChars)}…` : text
}
