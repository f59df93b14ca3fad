import type { Refusal, RefusalCode } from '@syndicate/contracts'
import { openRecords } from './decode/open-records.ts'
import type { Contract } from './fields/compile-contract.ts'
import { seeFields } from './fields/fields-seen.ts'
import { charsOf, grownTooLarge, mostGrown, usualGrowth } from './growth.ts'
import type { Host } from './host.ts'
import { openKeys } from './keys/open-keys.ts'
import { Fault } from './record/fault.ts'
import { faultOfNames } from './record/field-names.ts'
import { jsonOf } from './record/json-of.ts'
import type { Transformed, TransformOptions } from './record-engine.ts'
import { places } from './slice/places.ts'
import { positions } from './slice/positions.ts'
import type { Row } from './record/row.ts'
import { unpackSlice, type SliceHeader } from './slice/slice.ts'
import { maxLineChars, openFrame } from './store/open-frame.ts'
import { Deletion } from './steps/deletion.ts'
import type { Transformer } from './steps/transformer.ts'

interface Parts {
  transformerOf: (header: SliceHeader) => Transformer
  contract: Contract
  host: Host
  /** Names of the fields of the key. */
  key?: readonly string[] | undefined
}

/** Codes of what is wrong with a record as it would be stored. */
const judgedLast: ReadonlySet<RefusalCode> = new Set(['schema-violation', 'new-field', 'key-missing', 'duplicate-key'])

/** What is in hand while several records are decoded at once. */
const noRecord = -1

/** Decode, steps, schema, encode, in one pass. Throws grown-too-large, with what was read. */
export function transformSlice(
  slice: Uint8Array,
  { transformerOf, contract, host, key }: Parts,
  options: TransformOptions = {},
): Transformed {
  const {
    partOf = { bytes: slice.length, grownBefore: 0 },
    maxGrowth = usualGrowth,
    onRecord,
    onFiltered,
    passesOver,
    refuses,
    isOver,
  } = options
  const { header, body } = unpackSlice(slice)
  const records = openRecords(header, body, () => onRecord?.(noRecord))
  const transformer = transformerOf(header)
  const positionOf = positions(header)
  const placeOf = places(header, body, records)
  let refused = [...header.refused]
  const frame = openFrame(host)
  const keys = key ? openKeys(key, host) : null
  const most = mostGrown(partOf.bytes, maxGrowth) - partOf.grownBefore
  const fields = seeFields(contract)
  let stored = 0
  /** Rows that are refused for the sake of their keys: they keep their numbers. */
  let refusedRows = 0
  let filtered = 0
  let storedChars = 0
  let refusedChars = 0

  /** @returns what is wrong with the record */
  function take(index: number): Fault | null {
    const row = transformed(transformer, records.read(index))
    if (row instanceof Fault) return row
    if (row === null || row instanceof Deletion) {
      const fault = row && keys!.deletion(row.row)
      if (fault) return fault
      filtered++
      onFiltered?.(index)
      return null
    }
    const line = jsonOf(row)
    const fault = faultOfSize(line) ?? faultOfNames(row, line) ?? (keys && keys.row(row, line))
    if (fault) return fault
    const why = refuses?.(stored + refusedRows)
    if (why !== undefined) {
      refusedRows++
      return new Fault('duplicate-key', why, key?.[0])
    }
    storedChars += line.length + 1
    stored++
    fields.stored(row)
    if (storedChars + refusedChars <= most) frame.add(line)
    return null
  }

  function refuse(index: number, fault: Fault): void {
    const { code, reason, field } = fault
    const stage = judgedLast.has(code) ? 'validate' : 'transform'
    fields.refused(fault)
    // The place last: what is spread into an object that has fields takes longest.
    const refusal: Refusal = { ...records.original(index), position: positionOf(index), stage, code, reason }
    if (field !== undefined) refusal.field = field
    refused.push(Object.assign(refusal, placeOf(index)))
    refusedChars += charsOf(refusal)
  }

  let index = 0
  for (; records.has(index); index++) {
    if (isOver?.()) {
      const next = positionOf(index)
      refused = refused.filter(({ position }) => position < next)
      break
    }
    if (passesOver?.has(positionOf(index))) continue
    onRecord?.(index)
    const fault = attempt(take, index)
    if (fault) refuse(index, fault)
    if (storedChars + refusedChars > most) {
      const grown = { storedChars, refusedChars, stored, filtered, refused: refused.length }
      throw grownTooLarge(grown, partOf.bytes, most + partOf.grownBefore)
    }
  }
  return {
    stored: frame.close(),
    grownChars: storedChars + refusedChars,
    counts: { in: stored + filtered + refused.length, filtered, stored },
    refused,
    fields: fields.close(),
    keys: keys && keys.close(),
  }
}

/** A step or a schema that throws over a record costs that record. */
function attempt(take: (index: number) => Fault | null, index: number): Fault | null {
  try {
    return take(index)
  } catch (error) {
    return new Fault('record-crashed', `A step failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function faultOfSize(line: string): Fault | null {
  if (line.length <= maxLineChars) return null
  const told = `The record has ${line.length} characters as it would be stored, at most ${maxLineChars} are accepted`
  return new Fault('record-too-large', told)
}

function transformed(transformer: Transformer, value: unknown): ReturnType<Transformer> {
  if (value instanceof Fault) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Fault('not-an-object', `A record is an object, this is ${kindOf(value)}`)
  }
  return transformer(value as Row)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
