import { randomBytes } from 'node:crypto'
import { createBroker, type StageWorker } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import { ownDatabase, type OwnDatabase } from '@syndicate/catalog/testing'
import { stages, type Recipe, type Stage } from '@syndicate/contracts'
import { inject } from 'vitest'
import { acceptRun, bindStages, createRunContext, waitForEnd, type RunContext, type RunLimits } from '../src/index.ts'

export const recipe: Recipe = {
  name: 'readings',
  format: 'ndjson',
  dataset: 'readings',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [{ cast: { cpu: 'number' } }, { filter: 'cpu >= 0.0' }],
  schema: { type: 'object', required: ['cpu'], properties: { cpu: { type: 'number', maximum: 100 } } },
}

/** Small chunks and a small budget, so that a few thousand records meet every limit. */
export const smallLimits: RunLimits = {
  maxInputBytes: 10_000_000,
  cut: { sliceBytes: 4096, maxRecordBytes: 2048, maxDocumentBytes: 100_000 },
  maxGrowth: 32,
  auditShare: 0,
}

type Performance = Parameters<typeof createRunContext>[0]['performance']

export interface OpenRuns {
  ctx: RunContext
  database: OwnDatabase
  /** Of its Redis keys. */
  prefix: string
  userId: string
  errors: unknown[]
  /** Another process on the same catalog and Redis. With `redisUrl`, one that sees another Redis. */
  beside(options?: { redisUrl?: string }): RunContext
  work(ctx?: RunContext, options?: { only?: Stage[]; lockMs?: number }): StageWorker[]
  [Symbol.asyncDispose](): Promise<void>
}

/** The run protocol in a database and under a prefix of its own; nothing works until `work` is called. */
export async function openRuns(limits = smallLimits, performance: Partial<Performance> = {}): Promise<OpenRuns> {
  const database = await ownDatabase(inject('databases'))
  const prefix = `t_${randomBytes(6).toString('hex')}`
  const errors: unknown[] = []
  const closers: (() => Promise<unknown>)[] = []
  const workers: StageWorker[] = []

  function open(redisUrl = inject('redisUrl')): RunContext {
    const catalog = createCatalog({ ...database, poolSize: 6 })
    const broker = createBroker({ url: redisUrl, prefix })
    closers.push(broker.close, catalog.close)
    const ctx = createRunContext({
      catalog,
      broker,
      limits,
      hashKey: 'k',
      database,
      performance: { threads: 1, chunkSeconds: 30, chunkMemory: 256 * 1024 ** 2, ...performance },
      onError: (error) => errors.push(error),
    })
    closers.unshift(ctx.executor.close)
    return ctx
  }

  const ctx = open()
  await ctx.broker.ping()
  const { id: userId } = await ctx.catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  return {
    ctx,
    database,
    prefix,
    userId,
    errors,
    beside: ({ redisUrl } = {}) => open(redisUrl),
    work(on = ctx, { only = [...stages], lockMs = 5_000 } = {}) {
      const concurrency = { extract: 3, transform: 2, load: 2, validate: 2 }
      const started = bindStages(on, { stages: only, concurrency, lockMs })
      workers.push(...started)
      return started
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await Promise.all(closers.map((close) => close()))
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Records {n, cpu}, numbered from 0. */
export function readings(count: number, cpuOf: (n: number) => unknown = (n) => n % 100): Uint8Array {
  return Buffer.from(Array.from({ length: count }, (_, n) => `${JSON.stringify({ n, cpu: cpuOf(n) })}\n`).join(''))
}

export async function accept(
  open: OpenRuns,
  body: Parameters<typeof acceptRun>[1]['body'],
  changes: Partial<Parameters<typeof acceptRun>[1]> = {},
): Promise<string> {
  return (await acceptRun(open.ctx, { recipe, body, userId: open.userId, ...changes })).runId
}

export function end(ctx: RunContext, runId: string) {
  return waitForEnd(ctx, runId, 20_000)
}

/** Accepts an input and waits for the end of its run. */
export async function runToEnd(...[open, body, options]: Parameters<typeof accept>): ReturnType<typeof end> {
  return end(open.ctx, await accept(open, body, options))
}

/** What a reader of the dataset sees. */
export async function published(ctx: RunContext, dataset = 'readings'): Promise<{ n: number }[]> {
  const records: { n: number }[] = []
  for await (const frame of ctx.catalog.registry.frames(dataset)) {
    for (const line of ctx.engine.read(frame.data)) records.push(JSON.parse(line) as { n: number })
  }
  return records
}
