import postgres from 'postgres'
import { expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type OpenGateway } from './fixture.ts'

/** Keeps whoever reads what is in quarantine waiting, until it is let go. */
async function holdQuarantine(open: OpenGateway) {
  const { url, schema } = open.database
  const sql = postgres(url, { max: 2, connection: { search_path: schema } })
  const held = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const holding = sql.begin(async (tx) => {
    await tx`lock table quarantine, refusals in access exclusive mode`
    held.resolve()
    await end.promise
  })
  await held.promise
  return {
    /** How many statements wait for it. */
    async waiting(): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from pg_locks
        where database = (select oid from pg_database where datname = current_database())
          and not granted and relation = any(array['quarantine'::regclass, 'refusals'::regclass])`
      return row!.count
    },
    async [Symbol.asyncDispose]() {
      end.resolve()
      await holding
      await sql.end()
    },
  }
}

test('forty slow reads keep nobody from signing in, having a run accepted or asking for another list', async () => {
  await using open = await openGateway()
  const reader = await open.enter('viewer')
  const other = await open.enter('viewer')
  await using quarantine = await holdQuarantine(open)
  let answered = 0
  const reads = Array.from({ length: 40 }, () => reader.get('/api/quarantine').finally(() => answered++))
  await expect.poll(quarantine.waiting).toBeGreaterThan(0)

  const operator = await open.signIn()
  const started = await operator.post('/api/etl/start', { dataType: 'TELEMETRY', payload: { cpu: 1 } })
  expect(started.status).toBe(202)
  const { runId } = await bodyOf<{ runId: string }>(started)
  expect((await other.get(`/api/runs/${runId}`)).status).toBe(200)
  expect((await other.get('/api/runs?q=telemetry')).status).toBe(200)
  // Those who came first are still at it.
  expect(await quarantine.waiting()).toBeGreaterThan(0)

  const left = 40 - answered
  await quarantine[Symbol.asyncDispose]()
  const statuses = (await Promise.all(reads)).map(({ status }) => status)
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
  expect(left).toBeGreaterThan(0)
})

test('discards have a turn: one of each user at a time and two in all, and nobody else is held up', async () => {
  await using open = await openGateway()
  const users = [await open.enter('operator'), await open.enter('operator'), await open.enter('operator')] as const
  const reader = await open.enter('viewer')
  const discard = (user: (typeof users)[number]) =>
    user.post('/api/quarantine/discard', { filter: { code: 'cast-failed' } })
  await using quarantine = await holdQuarantine(open)
  const discards = Array.from({ length: 10 }, () => discard(users[0]))
  await expect.poll(quarantine.waiting).toBe(1)
  discards.push(discard(users[1]))
  await expect.poll(quarantine.waiting).toBe(2)
  discards.push(discard(users[2]))
  for (let asked = 0; asked < 30; asked++) {
    expect((await reader.get('/api/runs?limit=1')).status).toBe(200)
    expect(await quarantine.waiting()).toBe(2)
  }
  await quarantine[Symbol.asyncDispose]()
  for (const answer of await Promise.all(discards))
    expect(await bodyOf(answer)).toMatchObject({ discarded: 0, more: false })
})

test('a read that takes too long is ended, and its caller told to ask for less', async () => {
  await using open = await openGateway({ widelyMs: 300 })
  const reader = await open.enter('viewer')
  await using quarantine = await holdQuarantine(open)
  for (const path of ['/api/quarantine', '/api/quarantine?group=code']) {
    const answer = await reader.get(path)
    expect(answer.status).toBe(422)
    expect(await codeOf(answer)).toBe('too-broad')
  }
  const operator = await open.enter('operator')
  for (const deed of ['replay', 'discard']) {
    const answer = await operator.post(`/api/quarantine/${deed}`, { filter: { code: 'cast-failed' } })
    expect([deed, answer.status, await codeOf(answer)]).toEqual([deed, 422, 'too-broad'])
  }
  expect(await quarantine.waiting()).toBe(0)
})
