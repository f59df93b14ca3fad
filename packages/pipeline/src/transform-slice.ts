import type { Refusal } from '@syndicate/contracts'
import { openRecords } from './decode/open-records.ts'
import type { Engine } from './engine.ts'
import { Fault } from './fault.ts'
import type { Source, Transformed } from './pipeline.ts'
import type { Row } from './row.ts'
import type { Schema } from './schema.ts'
import { unpackSlice } from './slice.ts'
import { encodeFrame } from './stored-frame.ts'
import type { Transformer } from './steps/transformer.ts'

/**
 * Decode, steps, encode. The schema is asked here only to remember where a record came from that will not pass:
 * the verdict is the audit's, over what was stored.
 */
export function transformSlice(
  slice: Uint8Array,
  { steps, schema, engine }: { steps: Transformer[]; schema: Schema | undefined; engine: Engine },
): Transformed {
  const { header, body } = unpackSlice(slice)
  const records = openRecords(header, body)
  const positionOf = positions(header.first, header.refused)
  const refused = [...header.refused]
  const sources: Source[] = []
  const lines: string[] = []
  let filtered = 0

  for (let index = 0; index < records.length; index++) {
    const row = runSteps(steps, records.read(index))
    if (row === null) filtered++
    else if (row instanceof Fault) {
      refused.push({
        position: positionOf(index),
        stage: 'transform',
        code: row.code,
        reason: row.reason,
        ...records.original(index),
      })
    } else {
      if (schema && !schema.accepts(row))
        sources.push({ at: lines.length, position: positionOf(index), ...records.original(index) })
      lines.push(JSON.stringify(row))
    }
  }
  return {
    stored: encodeFrame(engine, lines),
    counts: { in: records.length + header.refused.length, filtered, stored: lines.length },
    refused,
    sources,
  }
}

function runSteps(steps: Transformer[], value: unknown): Row | null | Fault {
  if (value instanceof Fault) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Fault('not-an-object', `A record is an object, this is ${kindOf(value)}`)
  }
  let row = value as Row
  for (const step of steps) {
    const result = step(row)
    if (result === null || result instanceof Fault) return result
    row = result
  }
  return row
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

/** The position of the body's records: counted from `first`, leaving out those refused while cutting. */
function positions(first: number, refused: Refusal[]): (index: number) => number {
  if (refused.length === 0) return (index) => first + index
  const taken = refused.map(({ position }) => position)
  return (index) => {
    let position = first + index
    for (const other of taken) {
      if (other > position) break
      position++
    }
    return position
  }
}
