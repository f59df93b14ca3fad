import { randomBytes } from 'node:crypto'
import { createCatalog, type DatabaseSession } from '@syndicate/catalog'
import type { AcceptedErasure, Diagnosis, Erasure, QuarantineReplay, Run } from '@syndicate/contracts'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { hasPgBouncer, startPgBouncer } from './pgbouncer.ts'

const target = inject('databaseUrl')
const schema = `t_${randomBytes(6).toString('hex')}`

async function pgBouncer(settings?: Record<string, string | number>): Promise<string> {
  const { url, stop } = await startPgBouncer(target, { ...(settings && { settings }) })
  onTestFinished(stop)
  return url
}

/** What a process would say of it when it starts. */
async function sessionOf(url: string): Promise<DatabaseSession> {
  const catalog = createCatalog({ url, schema, poolSize: 2, widelyMs: 5_000 })
  try {
    return await catalog.requireSession()
  } finally {
    await catalog.close()
  }
}

const dropping = { ignore_startup_parameters: 'search_path,synchronous_commit,plan_cache_mode,statement_timeout' }

describe.runIf(hasPgBouncer)('behind PgBouncer', () => {
  test('with sessions by the transaction, pgbouncer=true is all that is set', async () => {
    const url = await pgBouncer()
    expect(await sessionOf(`${url}?pgbouncer=true`)).toEqual({ isThroughPooler: true, isPooled: true, dropped: [] })
    await expect(sessionOf(url)).rejects.toThrow(/unsupported startup parameter.* pgbouncer=true behind the \?/)
  })

  test('without it, no transaction finds its tables elsewhere: no process starts', async () => {
    const url = await pgBouncer(dropping)
    await expect(sessionOf(url)).rejects.toThrow(
      /(another session for each transaction|drops search_path).* pgbouncer=true behind the \?/,
    )
  })

  test.each([
    [
      'that allows no transactions',
      { pool_mode: 'statement' },
      /closed where a transaction began .* pool_mode = transaction/,
    ],
    ['that has too few sessions', { default_pool_size: 2 }, /5 connections had no answer .* too few sessions/],
  ])('one %s is refused', async (_, settings, words) => {
    await expect(sessionOf(`${await pgBouncer(settings)}?pgbouncer=true`)).rejects.toThrow(words)
  })

  test('PostgreSQL itself does for pgbouncer=true as well', async () => {
    expect(await sessionOf(`${target}?pgbouncer=true`)).toEqual({ isThroughPooler: false, isPooled: true, dropped: [] })
    expect(await sessionOf(target)).toEqual({ isThroughPooler: false, isPooled: false, dropped: [] })
  })

  test('what is asked at once on few connections is answered, each with its own', async () => {
    const url = await pgBouncer()
    const catalog = createCatalog({ url: `${url}?pgbouncer=true`, schema, poolSize: 2 })
    onTestFinished(() => catalog.close())
    await catalog.migrate()
    // Statements that are new to the connection, of which types are asked first, among others that are not.
    const rounds = Array.from({ length: 20 }, (_, n) => [
      catalog.ping(),
      catalog.registry.get(`none-${n}`),
      catalog.users.byName(`nobody-${n}`),
      catalog.bytes(),
      catalog.recipes.keep(`r${n}`, { name: `${n}` } as never).then(() => catalog.recipes.find(`r${n}`)),
    ])
    for (const [n, answers] of rounds.entries()) {
      const [, dataset, user, bytes, recipe] = await Promise.all(answers)
      expect({ dataset: dataset ?? null, user: user ?? null }).toEqual({ dataset: null, user: null })
      expect(bytes).toBeGreaterThan(0)
      expect(recipe).toMatchObject({ name: `${n}` })
    }
  })

  test('runs, replays, quarantine, versions, erasure and leaders work as ever', { timeout: 90_000 }, async () => {
    const url = await pgBouncer()
    const pipelines =
      'people:\n  format: ndjson\n  mode: upsert\n  key: [id]\n  live: true\n  steps: [{ cast: { id: integer } }]\n'
    const system = await startSystem({
      workers: 2,
      config: { pipelines },
      env: { DATABASE_URL: `${url}?pgbouncer=true` },
    })
    onTestFinished(() => system.stop())
    const user = await signIn(system.url)
    const linesOf = (...records: unknown[]) => records.map((one) => `${JSON.stringify(one)}\n`).join('')

    // Several chunks, with keys that are settled; and one that is refused.
    const many = Array.from({ length: 2_000 }, (_, id) => ({ id, mail: `${id}@example.org`, filler: 'x'.repeat(500) }))
    const first = await user.ingest({ pipeline: 'people' }, linesOf({ id: 'none', mail: 'z' }, ...many))
    expect(first).toMatchObject({ state: 'published', counts: { in: 2_001, loaded: 2_000, quarantined: 1 } })

    const wish = { filter: { run: first.runId }, patch: [{ op: 'replace', path: '/id', value: 7_000 }] }
    const mended = (await (await user.post('/api/quarantine/replay', wish)).json()) as QuarantineReplay
    expect(await user.ended(mended.runs[0]!.runId)).toMatchObject({ state: 'published', counts: { loaded: 1 } })

    const again = await user.post(`/api/runs/${first.runId}/replay`)
    const { runId } = (await again.json()) as Run
    expect(await user.ended(runId)).toMatchObject({ state: 'published' })
    expect(await user.records('people')).toHaveLength(2_001)

    const asked = await user.post('/api/registry/people/erasures', { key: { mail: '7@example.org' } })
    const { id } = (await asked.json()) as AcceptedErasure
    const state = async () => (await user.get<Erasure>(`/api/registry/people/erasures/${id}`)).state
    await expect.poll(state, { timeout: 30_000 }).toBe('done')
    expect(await user.records('people')).toHaveLength(2_000)

    const { findings } = await user.get<Diagnosis>('/api/system/diagnosis')
    expect(findings.find(({ code }) => code === 'postgres')).toMatchObject({
      severity: 'ok',
      what: 'PostgreSQL answers, through a pooler by the transaction',
    })
    expect(findings.find(({ code }) => code === 'migrations')).toMatchObject({ severity: 'ok' })
  })
})
