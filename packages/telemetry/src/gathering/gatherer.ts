import { ProblemError, type Recipe } from '@syndicate/contracts'
import { payloadLines } from '@syndicate/pipeline'

/** A batch that reaches this size does not wait any longer. */
const fullBytes = 1024 * 1024

/** Who sends telemetry, from where and by what. */
export interface Sender {
  userId: string
  /** The API key it comes by; null for a session. */
  keyId: string | null
  address: string
  /** What the client calls itself. */
  agent: string | null
  /** The socket's own. */
  route: string | null
}

export interface Batch {
  recipe: Recipe
  from: Sender
  /** Records as NDJSON. */
  body: Uint8Array
}

export interface GathererDeps {
  /** Makes a run of a batch; durable when it resolves. */
  accept: (batch: Batch) => Promise<{ runId: string }>
  gatherMs: number
  /** Most bytes waiting or being accepted, over all users. */
  maxPendingBytes: number
}

interface Gathering {
  recipe: Recipe
  from: Sender
  timer?: NodeJS.Timeout
  lines: Uint8Array[]
  bytes: number
  accepted: PromiseWithResolvers<string>
}

export type Gatherer = ReturnType<typeof createGatherer>

/** Gathers telemetry of one sender for one pipeline over a few milliseconds into one run, of which it can be said whose it is. */
export function createGatherer({ accept, gatherMs, maxPendingBytes }: GathererDeps) {
  const open = new Map<string, Gathering>()
  const accepting = new Set<Promise<void>>()
  let pendingBytes = 0

  function begin(key: string, recipe: Recipe, from: Sender): Gathering {
    const gathering: Gathering = { recipe, from, lines: [], bytes: 0, accepted: Promise.withResolvers() }
    open.set(key, gathering)
    gathering.timer = setTimeout(() => finish(key, gathering), gatherMs)
    return gathering
  }

  function finish(key: string, gathering: Gathering): void {
    const { recipe, from, lines, bytes, accepted, timer } = gathering
    clearTimeout(timer)
    open.delete(key)
    const work = accept({ recipe, from, body: Buffer.concat(lines) })
      .then(({ runId }) => accepted.resolve(runId), accepted.reject)
      .finally(() => {
        pendingBytes -= bytes
        accepting.delete(work)
      })
    accepting.add(work)
  }

  return {
    /**
     * @param payload JSON of one record, or of an array of them; its records go on as they were sent
     * @returns the id of the run the records belong to, once it is durable
     */
    async add(recipe: Recipe, from: Sender, payload: Uint8Array): Promise<string> {
      const lines = payloadLines(payload)
      const bytes = lines.length
      if (bytes === 0) throw new ProblemError('empty-input', 'The payload holds no record')
      if (pendingBytes + bytes > maxPendingBytes) throw new ProblemError('unavailable', 'Too much telemetry is waiting')
      pendingBytes += bytes
      const key = [from.userId, from.keyId, from.address, from.agent, recipe.name].join(' ')
      const known = open.get(key)
      // Its pipeline has changed meanwhile: a run is of one version.
      if (known && known.recipe !== recipe) finish(key, known)
      const gathering = open.get(key) ?? begin(key, recipe, from)
      gathering.lines.push(lines)
      gathering.bytes += bytes
      if (gathering.bytes >= fullBytes) finish(key, gathering)
      return gathering.accepted.promise
    },

    /** Sends what is gathered and waits for what is being accepted. */
    async drain(): Promise<void> {
      for (const [key, gathering] of open) finish(key, gathering)
      await Promise.all(accepting)
    },
  }
}
