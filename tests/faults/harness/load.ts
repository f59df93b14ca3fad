import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { AcceptedRun } from '@syndicate/contracts'
import type { Cluster } from './cluster.ts'
import { bytesOf, type InputSpec } from './oracle.ts'

/** A run that was answered with 202. */
export interface AcceptedInput {
  spec: InputSpec
  runId: string
  dataset: string
  /** Requests it took. */
  tries: number
}

/** How many inputs are submitted side by side, and how long each lane pauses between two. */
export interface Pace {
  lanes?: number
  pauseMs?: number
}

/** Records of an input; drawn for each. */
type Size = number | (() => number)

export interface Load {
  readonly dataset: string
  /** Everything ever asked for, accepted or not, by run number. */
  readonly specs: Map<number, InputSpec>
  readonly accepted: AcceptedInput[]
  /** Answers by status, and `none` for connections that broke. */
  readonly answers: Map<string, number>
  /** Insists, with the same Idempotency-Key, at one gateway after the other, until the input is accepted. */
  submit(records: number): Promise<AcceptedInput>
  /** Submits so many inputs, one after the other in each of a few lanes. */
  submitMany(count: number, records: number, pace?: Pace): Promise<void>
  /** Submits inputs until something has happened. */
  submitUntil(over: Promise<unknown>, records: Size, pace?: Pace): Promise<void>
}

const answerWithinMs = 30_000
const acceptedWithinMs = 180_000
/** More than this is streamed, as a client with a large file does it. */
const wholeUpToRecords = 5_000

/**
 * A client as it should be: it repeats what was not answered, and fails over.
 * @param refusals statuses below 500 that a gateway may give wrongly while things break: it tries again, at another
 */
export function createLoad(cluster: Cluster, dataset: string, refusals: string[] = []): Load {
  const specs = new Map<number, InputSpec>()
  const accepted: AcceptedInput[] = []
  const answers = new Map<string, number>()
  const count = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1)
  let turn = 0

  async function attempt(spec: InputSpec): Promise<AcceptedRun | null> {
    const { urls, user } = cluster
    const url = new URL('/api/etl/upload', urls[turn++ % urls.length])
    url.search = `${new URLSearchParams({ pipeline: 'measures', dataset })}`
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          cookie: user.cookie,
          'x-csrf-token': user.csrf,
          'content-type': 'application/x-ndjson',
          'idempotency-key': `${dataset}-${spec.run}`,
        },
        signal: AbortSignal.timeout(answerWithinMs + spec.records),
        ...(await bodyOf(spec)),
      } as RequestInit)
      const text = await response.text()
      count(`${response.status}`)
      if (response.status === 202 || response.status === 200) return JSON.parse(text) as AcceptedRun
      // Told that it stopped halfway, a client tries again; that it is told so wrongly shows in the answers.
      if (text.includes('"upload-incomplete"')) return null
      if (refusals.includes(`${response.status}`)) return null
      if (response.status < 500 && response.status !== 429) throw new Refused(`${response.status}: ${text}`)
    } catch (error) {
      if (error instanceof Refused) throw error
      count('none')
    }
    return null
  }

  async function submit(records: number): Promise<AcceptedInput> {
    const spec = { seed: cluster.seed, run: specs.size + 1, records }
    specs.set(spec.run, spec)
    const deadline = Date.now() + acceptedWithinMs
    for (let tries = 1; ; tries++) {
      const answer = await attempt(spec)
      if (answer) {
        const input = { spec, runId: answer.runId, dataset, tries }
        accepted.push(input)
        return input
      }
      if (Date.now() > deadline) throw new Error(`Input ${spec.run} was not accepted within ${acceptedWithinMs} ms`)
      await delay(Math.min(1000, 50 * tries))
    }
  }

  async function inLanes(more: () => boolean, records: Size, { lanes = 4, pauseMs = 0 }: Pace = {}): Promise<void> {
    const lane = async () => {
      while (more()) {
        await submit(typeof records === 'number' ? records : records())
        await delay(pauseMs)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  return {
    dataset,
    specs,
    accepted,
    answers,
    submit,
    submitMany(total, records, pace) {
      let left = total
      return inLanes(() => left-- > 0, records, pace)
    },
    async submitUntil(over, records, pace) {
      let open = true
      const end = () => (open = false)
      over.then(end, end)
      await inLanes(() => open, records, pace)
    },
  }
}

/** The client did something wrong, says the gateway: no fault excuses that. */
class Refused extends Error {}

async function bodyOf(spec: InputSpec): Promise<object> {
  if (spec.records > wholeUpToRecords) return { body: Readable.toWeb(Readable.from(bytesOf(spec))), duplex: 'half' }
  const pieces: Uint8Array[] = []
  for await (const piece of bytesOf(spec)) pieces.push(piece)
  return { body: Buffer.concat(pieces) }
}
