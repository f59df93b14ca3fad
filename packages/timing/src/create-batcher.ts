export interface BatcherOptions<T, R> {
  /**
   * Does a batch. What it returns are the results in the order of the items, or nothing where nobody needs one; when it
   * rejects, each item of the batch does.
   */
  work: (items: T[]) => Promise<Results<R>>
  /** Most items in a batch. */
  most: number
  /** Most batches under way at a time. */
  atOnce: number
  /** How long the first of a batch may wait for company, in milliseconds; 0: for what comes in the same turn. */
  waitMs: number
  /** Most bytes in a batch; an item that has more goes alone. None: no limit. */
  mostBytes?: number
  bytesOf?: (item: T) => number
}

type Results<R> = readonly R[] | ([R] extends [void] ? void : never)

export interface Batcher<T, R = void> {
  /** Resolves with what came of the item; where that is a promise, with what that comes to. */
  add(item: T): Promise<Awaited<R>>
  /** Sends what waits; resolves when that, and what was under way, is done or has failed. */
  flush(): Promise<void>
  /** How many items wait, those under way not counted. */
  readonly waiting: number
}

interface Batch<T, R> {
  items: T[]
  bytes: number
  /** Waits for no more company, but takes what comes until it can leave. */
  isDue: boolean
  timer?: ReturnType<typeof setTimeout>
  outcome: PromiseWithResolvers<Results<R>>
}

/**
 * Gathers what is better done together. A batch leaves when it is full, or its first item has waited long enough, and not
 * too many others are under way. Batches leave in the order they were begun; each has a timer of its own, which does
 * nothing to any other.
 */
export function createBatcher<T, R = void>(options: BatcherOptions<T, R>): Batcher<T, R> {
  const { work, most, atOnce, waitMs, mostBytes = Number.POSITIVE_INFINITY, bytesOf = () => 0 } = options
  /** In the order they leave; all but the last are full. */
  const gathering: Batch<T, R>[] = []
  const underWay = new Set<Batch<T, R>>()

  function begin(): Batch<T, R> {
    const batch: Batch<T, R> = { items: [], bytes: 0, isDue: false, outcome: Promise.withResolvers() }
    gathering.push(batch)
    if (waitMs > 0) batch.timer = setTimeout(() => due(batch), waitMs)
    else queueMicrotask(() => due(batch))
    return batch
  }

  function due(batch: Batch<T, R>): void {
    batch.isDue = true
    leave()
  }

  function leave(): void {
    while (gathering[0]?.isDue && underWay.size < atOnce) void run(gathering.shift()!)
  }

  async function run(batch: Batch<T, R>): Promise<void> {
    clearTimeout(batch.timer)
    underWay.add(batch)
    try {
      batch.outcome.resolve(await work(batch.items))
    } catch (error) {
      batch.outcome.reject(error)
    }
    underWay.delete(batch)
    leave()
  }

  return {
    async add(item): Promise<Awaited<R>> {
      const bytes = bytesOf(item)
      const last = gathering.at(-1)
      const fits = last && last.items.length < most && last.bytes + bytes <= mostBytes
      if (last && !fits) last.isDue = true
      const batch = fits ? last : begin()
      const place = batch.items.push(item) - 1
      batch.bytes += bytes
      if (batch.items.length >= most || batch.bytes >= mostBytes) batch.isDue = true
      leave()
      const results = await batch.outcome.promise
      return results?.[place] as Awaited<R>
    },

    async flush() {
      for (const batch of gathering) batch.isDue = true
      const all = [...underWay, ...gathering]
      leave()
      await Promise.allSettled(all.map(({ outcome }) => outcome.promise))
    },

    get waiting() {
      return gathering.reduce((sum, { items }) => sum + items.length, 0)
    },
  }
}
