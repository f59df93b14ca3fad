import { decodeFrame } from './decode-frame.ts'
import type { Host } from '../host.ts'
import type { Schema } from '../schema/compile-schema.ts'

/**
 * Reads every stored record as a reader will, and asks the schema of each. @returns how many there are
 * Throws when the frame is damaged, or holds a record that the schema does not accept.
 */
export function auditFrame(stored: Uint8Array, { schema, host }: { schema: Schema | undefined; host: Host }): number {
  const lines = decodeFrame(host, stored)
  for (const [at, line] of lines.entries()) {
    const record: unknown = JSON.parse(line)
    if (schema && !schema.accepts(record)) throw new Error(`Damaged frame: record ${at}: ${schema.reason()}`)
  }
  return lines.length
}
