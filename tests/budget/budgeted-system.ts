import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { inject } from 'vitest'
import { signIn, type Client } from '../acceptance/client.ts'
import { askMetrics, startSystem } from '../acceptance/system.ts'

const password = 'tired zebra charger paperclip'
/** Here one user asks for what many do, and sees no limit but those of size. */
const most = 10_000_000
const limits = { unfinishedRuns: most, socketMessagesPerMinute: most, maxReplays: 100 }

/** As the compose file starts a gateway, with a small heap. */
const heap = '--max-old-space-size=256'
const watchTurns = join(import.meta.dirname, 'watch-turns.ts')

export interface Bytes {
  postgres: number
  redis: number
}

/** One gateway and one worker with small heaps, who attacks them, and somebody else. */
export async function startBudgetedSystem() {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-budget-'))
  const turns = join(folder, 'turns')
  writeFileSync(turns, '')
  const env = { NODE_OPTIONS: `${heap} --import ${watchTurns}`, MALLOC_ARENA_MAX: '2', BUDGET_TURNS: turns }
  const system = await startSystem({ workers: 1, config: { set: limits }, env })
  const sql = postgres(system.env['DATABASE_URL']!, { max: 1, onnotice: () => {} })
  const redis = new Redis(inject('redisUrl'))

  const attacker = await signIn(system.url)
  const other = await neighbour(attacker)
  let published = 0

  return {
    attacker,
    /** How long somebody else waits until a single record is published, in milliseconds. */
    async waitOfOther(): Promise<number> {
      const began = performance.now()
      const query = { pipeline: 'records', format: 'ndjson', dataset: `other-${(published += 1) % 10}` }
      const run = await other.ingest(query, `{"id":"${randomUUID()}"}\n`)
      if (run.state !== 'published') throw new Error(`The run of somebody else is ${run.state}`)
      return performance.now() - began
    },
    /** The longest turn of each app's event loop since this was last asked, in milliseconds of work. */
    longestTurns(): { gateway: number; worker: number } {
      const longest = { gateway: 0, worker: 0 }
      for (const line of readFileSync(turns, 'utf8').split('\n')) {
        const [app, ms] = line.split(' ')
        if (app === 'gateway' || app === 'worker') longest[app] = Math.max(longest[app], Number(ms))
      }
      writeFileSync(turns, '')
      return longest
    },
    async stored(): Promise<Bytes> {
      const [row] = await sql<{ bytes: string }[]>`
        SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c
        WHERE c.relnamespace = ${system.env['SYNDICATE_SCHEMA']!}::regnamespace AND c.relkind IN ('r', 'm')`
      return { postgres: Number(row?.bytes), redis: await bytesUnder(redis, system.name) }
    },
    /** The gateway's. */
    async process(): Promise<{ startedAt: number; memory: number }> {
      const text = await (await askMetrics(system.url)).text()
      const figure = (metric: string) => Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1])
      return { startedAt: figure('process_start_time_seconds'), memory: figure('process_resident_memory_bytes') }
    },
    /** @throws Error when a process has died */
    async stop(): Promise<void> {
      redis.disconnect()
      await sql.end()
      await system.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type BudgetedSystem = Awaited<ReturnType<typeof startBudgetedSystem>>

async function neighbour(admin: Client): Promise<Client> {
  const username = `other-${randomUUID().slice(0, 8)}`
  await admin.post('/api/users', { username, password, role: 'operator' })
  return signIn(admin.url, { username, password })
}

async function bytesUnder(redis: Redis, prefix: string): Promise<number> {
  let bytes = 0
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 2000)
    cursor = next
    if (keys.length === 0) continue
    const pipeline = redis.pipeline()
    for (const key of keys) pipeline.memory('USAGE', key)
    for (const [, size] of (await pipeline.exec()) ?? []) bytes += Number(size ?? 0)
  }
  return bytes
}
