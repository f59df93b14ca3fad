import { randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { createCatalog } from '../src/index.ts'
import { openPooler } from './pooler.ts'

const url = inject('databaseUrl')
const schema = `t_${randomBytes(6).toString('hex')}`

/** @param options none: as of a worker, which has no reads to limit */
async function sessionOf(address: string, options: { widelyMs?: number } = { widelyMs: 5_000 }): Promise<string[]> {
  const catalog = createCatalog({ url: address, schema, poolSize: 1, ...options })
  try {
    return (await catalog.requireSession()).dropped
  } finally {
    await catalog.close()
  }
}

test('a connection to PostgreSQL itself is a session', async () => {
  expect(await sessionOf(url)).toEqual([])
})

test('a pooler that gives out its sessions one by one and passes all on is as good', async () => {
  using pooler = await openPooler(url, {})
  expect(await sessionOf(pooler.url)).toEqual([])
})

test('one that drops the search path is refused with what to set', async () => {
  using pooler = await openPooler(url, { drops: ['search_path'] })
  await expect(sessionOf(pooler.url)).rejects.toThrow(
    new RegExp(`drops search_path\\. .*search_path,synchronous_commit.* SET search_path = ${schema}`),
  )
})

test('one that drops other settings is told of, by their names', async () => {
  using pooler = await openPooler(url, { drops: ['plan_cache_mode', 'statement_timeout'] })
  expect(await sessionOf(pooler.url)).toEqual(['plan_cache_mode', 'statement_timeout'])
})

test('one that gives out sessions by the transaction is refused', async () => {
  using pooler = await openPooler(url, { byTransaction: true })
  await expect(sessionOf(pooler.url)).rejects.toThrow(/another session for each transaction.* pgbouncer=true behind/)
})

test(
  'one that has a single session for all who come is refused, in a time of our own',
  { timeout: 20_000 },
  async () => {
    using pooler = await openPooler(url, { byTransaction: true, size: 1 })
    await expect(sessionOf(pooler.url)).rejects.toThrow(/no answer .* for 10 s: .* too few sessions.*pool_size/)
  },
)

test('one that refuses a setting is told what it has to let pass', async () => {
  using pooler = await openPooler(url, { refuses: 'statement_timeout' })
  await expect(sessionOf(pooler.url)).rejects.toThrow(
    /refuses what we ask for \(unsupported startup parameter: statement_timeout\)\. .*,statement_timeout /,
  )
  // A worker has nothing to limit, and works on.
  expect(await sessionOf(pooler.url, {})).toEqual([])
})
