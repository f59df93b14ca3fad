import { decodeWhole } from '../decode/decode-text.ts'
import { lineBatches } from '../decode/line-batches.ts'
import { parseInOrder } from '../decode/parse-in-order.ts'
import { parseTogether } from '../decode/parse-together.ts'
import { hasEscapedName } from '../decode/plain-names.ts'
import type { Host } from '../host.ts'
import type { Schema } from '../schema/compile-schema.ts'
import { linesOf, readFrame } from './read-frame.ts'

/**
 * Reads every stored record as a reader will, and asks the schema of each. @returns how many there are
 * Throws when the frame is damaged, or holds a record that the schema does not accept.
 */
export function auditFrame(stored: Uint8Array, { schema, host }: { schema: Schema | undefined; host: Host }): number {
  let audited = 0
  for (const batch of lineBatches(readFrame(host, stored))) {
    for (const record of parseBatch(batch)) {
      if (schema && !schema.accepts(record))
        throw new Error(`Damaged frame: the schema does not accept record ${audited}`)
      audited++
    }
  }
  return audited
}

/** Whatever the order of their fields is, a schema says the same. */
function parseBatch(batch: Uint8Array): unknown[] {
  const text = decodeWhole(batch)
  if (text === null || hasEscapedName(text)) return linesOf(batch).map(parseInOrder)
  return parseTogether(text) ?? linesOf(batch).map((line) => JSON.parse(line) as unknown)
}
