import { createHmac } from 'node:crypto'
import type { RefusalCode, Stage } from '@syndicate/contracts'
import type { ConfigChanges } from './config-with.ts'
import { hashKey } from './system.ts'

/** A pipeline with every kind of step, whose outcome `expectedOf` knows without running it. */
export const readingsConfig: ConfigChanges = {
  schemas: `
    reading:
      type: object
      additionalProperties: false
      required: [id, celsius, at, twice, owner]
      properties:
        id: { type: integer }
        celsius: { type: number, maximum: 100 }
        at: { type: string, format: date-time }
        twice: { type: number }
        owner: { type: string, pattern: '^[0-9a-f]{64}$' }
        note: { type: string }
  `,
  pipelines: `
    readings:
      format: ndjson
      schema: reading
      steps: &steps
        - rename: { temp: celsius }
        - cast: { celsius: number, at: timestamp }
        - filter: celsius >= -273.0
        - derive: { twice: celsius + celsius }
        - drop: [secret]
        - hash: [owner]
    strict-readings:
      format: ndjson
      onInvalid: reject
      schema: reading
      steps: *steps
  `,
}

export interface Reading {
  /** As it is sent. */
  line: string
  /** As it has to be published. */
  stored?: Record<string, unknown>
  refused?: { stage: Stage; code: RefusalCode }
}

/** Record `id` of a series: mostly good, every 97 lines one of each kind of trouble. */
function readingOf(id: number): Reading {
  const at = new Date(Date.UTC(2026, 0, 1) + id * 1000)
  const degrees = (id % 400) / 4
  const reading = {
    id,
    temp: id % 2 === 0 ? degrees : String(degrees),
    at: id % 3 === 0 ? at.getTime() : at.toISOString().replace('.000Z', 'Z'),
    owner: `owner-${id % 1000}`,
    secret: 'not for everyone',
    ...(id % 10 === 0 && { note: 'Grüße, "quoted"\n— 東京 🌡' }),
  }
  const refused = (stage: Stage, code: RefusalCode, line: string): Reading => ({ line, refused: { stage, code } })
  switch (id % 97) {
    case 3:
      return refused('transform', 'cast-failed', JSON.stringify({ ...reading, temp: 'hot' }))
    case 5:
      return refused('validate', 'schema-violation', JSON.stringify({ ...reading, temp: 500 }))
    case 7:
      return refused('transform', 'malformed-record', JSON.stringify(reading).slice(0, -9))
    case 11:
      return refused('transform', 'not-an-object', JSON.stringify([reading]))
    case 13:
      return { line: JSON.stringify({ ...reading, temp: -300 }) }
    default:
      return { line: JSON.stringify(reading), stored: storedOf(reading, degrees, at) }
  }
}

function storedOf(reading: { id: number; owner: string; note?: string }, celsius: number, at: Date) {
  return {
    id: reading.id,
    celsius,
    at: at.toISOString(),
    twice: celsius * 2,
    owner: createHmac('sha256', hashKey).update(JSON.stringify(reading.owner)).digest('hex'),
    ...(reading.note !== undefined && { note: reading.note }),
  }
}

export function readingsOf(count: number): Reading[] {
  return Array.from({ length: count }, (_, id) => readingOf(id))
}

/** The series as an upload, in pieces that end anywhere. */
export async function* inPieces(text: string, bytesAtOnce = 10_007): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += bytesAtOnce) yield bytes.subarray(at, at + bytesAtOnce)
}
