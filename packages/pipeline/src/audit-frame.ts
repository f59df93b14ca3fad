import type { Refusal } from '@syndicate/contracts'
import { decodeFrame } from './decode-frame.ts'
import type { Engine } from './engine.ts'
import type { Audited, Source } from './pipeline.ts'
import type { Schema } from './schema.ts'
import { encodeFrame } from './stored-frame.ts'

/** What is said of a record whose way here was not remembered. */
const unknownPosition = -1

/** Reads every stored record as a reader will, and sets apart those the schema does not accept. */
export function auditFrame(
  stored: Uint8Array,
  sources: Source[],
  { schema, engine }: { schema: Schema | undefined; engine: Engine },
): Audited {
  const lines = decodeFrame(engine, stored)
  const sourceOf = new Map(sources.map((source) => [source.at, source]))
  const wrong = new Map<number, Refusal>()
  for (const [at, line] of lines.entries()) {
    const record: unknown = JSON.parse(line)
    if (!schema || schema.accepts(record)) continue
    const source = sourceOf.get(at)
    wrong.set(at, {
      position: source?.position ?? unknownPosition,
      stage: 'validate',
      code: 'schema-violation',
      reason: schema.reason(),
      original: source?.original ?? line,
      encoding: source?.encoding ?? 'text',
      ...(source?.record !== undefined && { record: source.record }),
    })
  }
  if (wrong.size === 0) return { records: lines.length, refused: [] }
  const kept = lines.filter((_, at) => !wrong.has(at))
  return { records: kept.length, refused: [...wrong.values()], kept: encodeFrame(engine, kept) }
}
