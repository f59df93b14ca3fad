import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { newId, type Erasure, type ErasureSelector, type Recipe } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { inject } from 'vitest'
import { workOnErasure, type RunContext } from '../src/index.ts'
import type { OpenRuns } from './fixture.ts'

export const people: Recipe = {
  name: 'people',
  format: 'ndjson',
  dataset: 'people',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [{ rename: { user: 'id' } }, { cast: { id: 'integer' } }, { filter: 'mail != "left-out@x.org"' }],
  schema: { type: 'object', required: ['id', 'mail'], properties: { mail: { type: 'string', minLength: 5 } } },
}

export const linesOf = (...records: unknown[]) =>
  Buffer.from(records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join(''))

export async function ask(open: OpenRuns, selector: ErasureSelector, dryRun = false): Promise<string> {
  const id = newId()
  const proof = createHash('sha256').update(JSON.stringify(selector)).digest('hex')
  await open.ctx.catalog.erasures.ask({ id, dataset: 'people', dryRun, userId: open.userId, selector, proof })
  return id
}

/** Works once, if something is due. */
export async function work(ctx: RunContext): Promise<boolean> {
  return (await workOnErasure(ctx, new AbortController().signal)).done !== null
}

/** Works on an erasure to its end. */
export async function erase(open: OpenRuns, selector: ErasureSelector, dryRun = false): Promise<Erasure> {
  const id = await ask(open, selector, dryRun)
  await work(open.ctx)
  return open.ctx.catalog.erasures.show('people', id)
}

export function behind(open: OpenRuns): postgres.Sql & AsyncDisposable {
  const sql = postgres(inject('databaseUrl'), { max: 2, connection: { search_path: open.prefix } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}

/** Everything that PostgreSQL has of a schema, with what is compressed in it unpacked: `table: text` for each row. */
async function everyRow(sql: postgres.Sql, schema: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = ${schema}`
  const rows: string[] = []
  for (const { name } of tables) {
    for (const row of await sql.unsafe<Record<string, unknown>[]>(`select * from "${name}"`)) {
      const texts = Object.values(row).map((value) =>
        Buffer.isBuffer(value) ? unpacked(value) : value instanceof Date ? '' : JSON.stringify(value),
      )
      rows.push(`${name}: ${texts.join(' ')}`)
    }
  }
  return rows
}

function unpacked(bytes: Buffer): string {
  for (const from of [0, 1]) {
    try {
      return zstdDecompressSync(bytes.subarray(from)).toString()
    } catch {
      // Not compressed, or behind a mark.
    }
  }
  return bytes.toString('latin1')
}

/** Everything that Redis has under a prefix. */
export async function everyKey(prefix: string): Promise<string[]> {
  const redis = new Redis(inject('redisUrl'))
  const found: string[] = []
  try {
    for (const key of await redis.keys(`*${prefix}*`)) {
      const type = await redis.type(key)
      const value =
        type === 'string'
          ? await redis.get(key)
          : type === 'hash'
            ? await redis.hgetall(key)
            : type === 'stream'
              ? await redis.xrange(key, '-', '+')
              : type === 'zset'
                ? await redis.zrange(key, 0, -1)
                : type === 'set'
                  ? await redis.smembers(key)
                  : await redis.lrange(key, 0, -1)
      found.push(`${key}: ${JSON.stringify(value)}`)
    }
    return found
  } finally {
    redis.disconnect()
  }
}

/** Whatever still says a text, wherever that is. */
export async function whatSays(open: OpenRuns, text: string): Promise<string[]> {
  await using sql = behind(open)
  const all = [...(await everyRow(sql, open.prefix)), ...(await everyKey(open.prefix))]
  return all.filter((one) => one.includes(text)).map((one) => one.slice(0, 200))
}
