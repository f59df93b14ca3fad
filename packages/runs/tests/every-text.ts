import { zstdDecompressSync } from 'node:zlib'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { inject } from 'vitest'

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

/** All texts that PostgreSQL and Redis have of a system, by its database and prefix. */
export async function everyText({ url, schema }: { url: string; schema: string }, prefix: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, connection: { search_path: schema } })
  try {
    return [...(await everyRow(sql, schema)), ...(await everyKey(prefix))]
  } finally {
    await sql.end()
  }
}
