import { createHmac } from 'node:crypto'
import type { RefusalCode, RunCounts, Stage } from '@syndicate/contracts'
import type { ConfigChanges } from '../../acceptance/config-with.ts'
import { mix } from './random.ts'

/** Key of the `hash` step in every cluster here. */
export const hashKey = 'the fault suite hashes with this key'

/** A pipeline with every kind of step, whose outcome is known here without running it. */
export const measuresConfig: ConfigChanges = {
  schemas: `
    measure:
      type: object
      additionalProperties: false
      required: [run, n, celsius, at, owner, twice]
      properties:
        run: { type: integer }
        n: { type: integer }
        celsius: { type: number, maximum: 100 }
        at: { type: string, format: date-time }
        owner: { type: string, pattern: '^[0-9a-f]{64}$' }
        twice: { type: number }
  `,
  pipelines: `
    measures:
      format: ndjson
      schema: measure
      steps:
        - rename: { temp: celsius }
        - cast: { celsius: number, at: timestamp }
        - filter: celsius >= -273.0
        - derive: { twice: celsius + celsius }
        - drop: [secret]
        - hash: [owner]
  `,
}

/** An input, named by numbers: its records follow from them. */
export interface InputSpec {
  seed: number
  run: number
  records: number
}

interface Measure {
  /** As it is sent. */
  line: string
  /** As it has to be published, to the byte; absent when it must not be. */
  stored?: string
  refused?: { stage: Stage; code: RefusalCode }
}

/** Record `n` of an input: mostly good, every 97th or so of each kind of trouble. */
function measureOf({ seed, run }: InputSpec, n: number): Measure {
  const bits = mix(mix(mix(seed) + run) + n)
  const celsius = ((bits >>> 8) % 400) / 4
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()
  const owner = `owner-${(bits >>> 20) % 64}`
  const measure = { run, n, temp: n % 2 === 0 ? celsius : String(celsius), at, owner, secret: 'not for everyone' }
  const refused = (stage: Stage, code: RefusalCode, line: string): Measure => ({ line, refused: { stage, code } })
  switch (bits % 97) {
    case 3:
      return refused('transform', 'cast-failed', JSON.stringify({ ...measure, temp: 'hot' }))
    case 5:
      return refused('validate', 'schema-violation', JSON.stringify({ ...measure, temp: 500 }))
    case 7:
      return refused('transform', 'malformed-record', JSON.stringify(measure).slice(0, -9))
    case 11:
      return refused('transform', 'not-an-object', JSON.stringify([measure]))
    case 13:
      return { line: JSON.stringify({ ...measure, temp: -300 }) }
    default:
      return {
        line: JSON.stringify(measure),
        stored: JSON.stringify({ run, n, celsius, at, owner: hashed(owner), twice: celsius * 2 }),
      }
  }
}

/** The input as bytes, in pieces that end anywhere: the same ones each time it is asked for. */
export async function* bytesOf(spec: InputSpec, bytesAtOnce = 60_007): AsyncGenerator<Uint8Array> {
  let pending = ''
  for (let n = 0; n < spec.records; n++) {
    pending += `${measureOf(spec, n).line}\n`
    if (pending.length < bytesAtOnce) continue
    yield Buffer.from(pending.slice(0, bytesAtOnce))
    pending = pending.slice(bytesAtOnce)
  }
  if (pending !== '') yield Buffer.from(pending)
}

export interface Expected {
  counts: RunCounts
  /** In the order of their positions. */
  refusals: string[]
}

/** What the books and the quarantine have to say about an input. */
export function expectedOf(spec: InputSpec): Expected {
  const counts = { in: spec.records, loaded: 0, quarantined: 0, duplicate: 0, filtered: 0 }
  const refusals: string[] = []
  for (let n = 0; n < spec.records; n++) {
    const { stored, refused } = measureOf(spec, n)
    if (stored !== undefined) counts.loaded++
    else if (!refused) counts.filtered++
    else {
      counts.quarantined++
      refusals.push(`${n} ${refused.stage} ${refused.code}`)
    }
  }
  return { counts, refusals }
}

/** The lines that a reader has to find of an input, in order. */
export function* publishedLinesOf(spec: InputSpec): Generator<string> {
  for (let n = 0; n < spec.records; n++) {
    const { stored } = measureOf(spec, n)
    if (stored !== undefined) yield stored
  }
}

const hashes = new Map<string, string>()

function hashed(owner: string): string {
  const known = hashes.get(owner)
  if (known !== undefined) return known
  const hash = createHmac('sha256', hashKey).update(JSON.stringify(owner)).digest('hex')
  hashes.set(owner, hash)
  return hash
}
