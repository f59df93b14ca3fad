import { openRecords } from './decode/open-records.ts'
import type { Host } from './host.ts'
import { Fault } from './record/fault.ts'
import type { Transformed, TransformOptions } from './record-engine.ts'
import { positions } from './slice/positions.ts'
import type { Row } from './record/row.ts'
import { unpackSlice } from './slice/slice.ts'
import { maxLineChars, maxStoredChars, openFrame } from './store/open-frame.ts'
import type { Transformer } from './steps/transformer.ts'

/** What is in hand while several records are decoded at once. */
const noRecord = -1

/** Decode, steps, schema, encode, in one pass. */
export function transformSlice(
  slice: Uint8Array,
  { transformer, host }: { transformer: Transformer; host: Host },
  { storedBefore = 0, onRecord }: TransformOptions = {},
): Transformed {
  const { header, body } = unpackSlice(slice)
  const records = openRecords(header, body, () => onRecord?.(noRecord))
  const positionOf = positions(header)
  const refused = [...header.refused]
  const frame = openFrame(host)
  let stored = 0
  let filtered = 0
  let chars = storedBefore

  /** @returns what is wrong with the record */
  function take(index: number): Fault | null {
    const row = transformed(transformer, records.read(index))
    if (row instanceof Fault) return row
    if (row === null) {
      filtered++
      return null
    }
    const line = JSON.stringify(row)
    const fault = faultOfSize(line, chars)
    if (fault) return fault
    chars += line.length + 1
    stored++
    frame.add(line)
    return null
  }

  let index = 0
  for (; records.has(index); index++) {
    onRecord?.(index)
    const fault = attempt(take, index)
    if (!fault) continue
    const { code, reason, field } = fault
    const stage = code === 'schema-violation' ? 'validate' : 'transform'
    refused.push({
      position: positionOf(index),
      stage,
      code,
      reason,
      ...(field !== undefined && { field }),
      ...records.original(index),
    })
  }
  return {
    stored: frame.close(),
    storedChars: chars - storedBefore,
    counts: { in: index + header.refused.length, filtered, stored },
    refused,
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

function faultOfSize(line: string, charsBefore: number): Fault | null {
  if (line.length > maxLineChars) {
    const told = `The record has ${line.length} characters as it would be stored, at most ${maxLineChars} are accepted`
    return new Fault('record-too-large', told)
  }
  if (charsBefore + line.length < maxStoredChars) return null
  const told = `With the records before it, its chunk would have more than ${maxStoredChars} characters as it is stored`
  return new Fault('record-too-large', `${told}; input cut into smaller slices may fit`)
}

function transformed(transformer: Transformer, value: unknown): Row | null | Fault {
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
