import { ProblemError, type Recipe } from '@syndicate/contracts'

/** A batch that reaches this size does not wait any longer. */
const fullBytes = 1024 * 1024

export interface Batch {
  recipe: Recipe
  userId: string
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
  userId: string
  timer?: NodeJS.Timeout
  lines: string[]
  bytes: number
  accepted: PromiseWithResolvers<string>
}

export type Gatherer = ReturnType<typeof createGatherer>

/** Gathers telemetry of one user for one pipeline over a few milliseconds into one run. */
export function createGatherer({ accept, gatherMs, maxPendingBytes }: GathererDeps) {
  const open = new Map<string, Gathering>()
  const accepting = new Set<Promise<void>>()
  let pendingBytes = 0

  function begin(key: string, recipe: Recipe, userId: string): Gathering {
    const gathering: Gathering = { recipe, userId, lines: [], bytes: 0, accepted: Promise.withResolvers() }
    open.set(key, gathering)
    gathering.timer = setTimeout(() => finish(key, gathering), gatherMs)
    return gathering
  }

  function finish(key: string, gathering: Gathering): void {
    const { recipe, userId, lines, bytes, accepted, timer } = gathering
    clearTimeout(timer)
    open.delete(key)
    const work = accept({ recipe, userId, body: Buffer.from(lines.join('')) })
      .then(({ runId }) => accepted.resolve(runId), accepted.reject)
      .finally(() => {
        pendingBytes -= bytes
        accepting.delete(work)
      })
    accepting.add(work)
  }

  return {
    /**
     * @param payload one record, or an array of them
     * @returns the id of the run the records belong to, once it is durable
     */
    async add(recipe: Recipe, userId: string, payload: unknown): Promise<string> {
      const records = Array.isArray(payload) ? payload : [payload]
      if (records.length === 0) throw new ProblemError('empty-input', 'The payload holds no record')
      const text = asLines(records)
      const bytes = Buffer.byteLength(text)
      if (pendingBytes + bytes > maxPendingBytes) throw new ProblemError('unavailable', 'Too much telemetry is waiting')
      pendingBytes += bytes
      const key = `${userId} ${recipe.name}`
      const gathering = open.get(key) ?? begin(key, recipe, userId)
      gathering.lines.push(text)
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

function asLines(records: unknown[]): string {
  try {
    return records.map((record) => `${JSON.stringify(record)}\n`).join('')
  } catch (cause) {
    throw new ProblemError('malformed-body', 'The payload is nested too deeply', { cause })
  }
}
