import { setTimeout as delay } from 'node:timers/promises'
import type { Facts } from '@syndicate/catalog'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { expectSoon, openAlerts, type OpenAlerts } from './fixture.ts'
import { openReceiver, type Receiver } from './receiver.ts'

const fails = { event: 'run-ended' as const, states: ['failed' as const] }

interface Told {
  type: string
  data: { title: string; dataset?: string; pipeline?: string; summed?: { alerts: number } }
}

const told = ({ received }: Receiver) => received.map(({ text }) => JSON.parse(text) as Told)
const typesOf = (receiver: Receiver) => told(receiver).map(({ type }) => type)

/** What the next look at the facts finds, once it is nobody else's turn; nothing comes of it. */
async function nextLook({ catalog }: OpenAlerts, which: 'judgeEnds' | 'judgeTurns'): Promise<Facts> {
  let seen: Facts | undefined
  const look = (facts: Facts) => ((seen = facts), { alerts: [], sums: [] })
  for (; seen === undefined; await delay(10)) await catalog.alerts[which](look)
  return seen
}

/** Somebody who moves what PostgreSQL takes for earlier. */
function openSql({ database: { url, schema } }: OpenAlerts) {
  const sql = postgres(url, { max: 1, connection: { search_path: schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}

test('each end of a run is told once, however many processes look', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.end('failed')
  await alerts.rule({ ...fails, pipeline: 'sales*' }, [hook], 60)
  for (let n = 0; n < 3; n++) alerts.work()
  for (const pipeline of ['sales', 'sales-eu', 'other', 'sales-us']) await alerts.end('failed', pipeline)
  await expectSoon(() => new Set(told(receiver).map(({ data }) => data.pipeline))).toEqual(
    new Set(['sales', 'sales-eu', 'sales-us']),
  )
  expect((await nextLook(alerts, 'judgeEnds')).ended).toEqual([])
  expect(receiver.received).toHaveLength(3)
})

test('a flood of failing runs is a few messages and a sum', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.rule(fails, [hook], 3)
  for (let n = 0; n < 20; n++) await alerts.end('failed')
  alerts.work()
  await expectSoon(() => typesOf(receiver)).toEqual(['run.failed', 'run.failed'])
  await using sql = openSql(alerts)
  await sql`update alert_sums set since = since - interval '1 minute'`
  await expectSoon(() => told(receiver).map(({ data }) => data.summed?.alerts)).toEqual([undefined, undefined, 18])
  await alerts.end('failed')
  await expectSoon(async () => (await sql`select alerts::int from alert_sums`)[0]).toEqual({ alerts: 1 })
  await sql`update alert_sums set since = since - interval '1 minute'`
  expect((await nextLook(alerts, 'judgeEnds')).rules).toMatchObject([{ told: 3, sum: { alerts: 1 } }])
  expect(receiver.received).toHaveLength(3)
})

test('a dataset that nothing arrives at is told once, and once more when something does', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  await using sql = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.rule({ event: 'nothing-arrived', dataset: 'sales', hours: 26 }, [hook])
  alerts.work()
  expect((await nextLook(alerts, 'judgeTurns')).turns).toEqual([])
  await sql`update alert_rules set created_at = now() - interval '27 hours'`
  await expectSoon(() => typesOf(receiver)).toEqual(['dataset.silent'])
  expect(told(receiver)[0]?.data).toMatchObject({
    dataset: 'sales',
    title: 'Nothing arrived at sales for 26 h: nothing ever has',
  })
  expect((await alerts.catalog.alerts.rules.list({ limit: 1 })).rules[0]?.holds).toEqual(['sales'])
  expect((await nextLook(alerts, 'judgeTurns')).turns).toEqual([])

  const runId = await alerts.end('cancelled')
  const publish = (at: string) =>
    sql.begin(async (tx) => {
      await tx`insert into datasets (name, mode, recipe, head, last_version, lineage, live_records, live_bytes)
      values ('sales', 'append', 'r1', 1, 1, '{[1,2)}', 1, 1) on conflict do nothing`
      await tx`insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes, published_at)
      values ('sales', 1, ${runId}, '{[1,2)}', 1, 1, 1, 1, now() - ${at}::text::interval)
      on conflict (dataset, version) do update set published_at = excluded.published_at`
    })
  await publish('1 minute')
  await expectSoon(() => typesOf(receiver)).toEqual(['dataset.silent', 'dataset.arrived'])
  await publish('27 hours')
  await expectSoon(() => typesOf(receiver)).toEqual(['dataset.silent', 'dataset.arrived', 'dataset.silent'])
})

test('a quarantine that grows is told once, and once more when it does so no longer', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  await using sql = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.rule({ event: 'quarantine-grew', dataset: 'sa_es*', records: 3 }, [hook])
  await alerts.rule({ event: 'quarantine-grew', dataset: 'sal*', records: 3 }, [hook])
  // A run that failed has nothing in quarantine.
  const runId = await alerts.end('failed')
  alerts.work()
  const reject = () =>
    sql.begin(async (tx) => {
      await tx`update runs set state = 'running' where id = ${runId}`
      await tx`update runs set state = 'rejected' where id = ${runId}`
    })
  await reject()
  await expectSoon(async () => (await sql`select records::int from quarantine_growth`)[0]).toEqual({ records: 2 })
  expect(receiver.received).toEqual([])
  await reject()
  await expectSoon(() => typesOf(receiver)).toEqual(['quarantine.grew'])
  expect(told(receiver)[0]?.data.title).toBe('Quarantine of sales grew by 4 records within an hour')
  await sql`update quarantine_growth set minute = minute - interval '1 hour'`
  await expectSoon(() => typesOf(receiver)).toEqual(['quarantine.grew', 'quarantine.calm'])
})

test('a rule that is made while the end of a run is being looked at tells of it', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  await using sql = openSql(alerts)
  await using watching = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  let seen: Facts | undefined
  let looking: Promise<boolean> | undefined
  await sql.begin(async (tx) => {
    await tx`lock table unjudged_ends`
    looking = alerts.catalog.alerts.judgeEnds((facts) => ((seen = facts), { alerts: [], sums: [] }))
    const isWaiting = () => watching`
      select 1 from pg_locks where database = (select oid from pg_database where datname = current_database())
        and not granted and relation = 'unjudged_ends'::regclass`
    await expectSoon(async () => (await isWaiting()).length).toBe(1)
    await alerts.rule(fails, [hook])
  })
  await looking
  expect(seen?.rules).toHaveLength(1)
})

test('ends of runs that nobody looked at for three days are forgotten, whatever rules there are by then', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  await using sql = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.rule(fails, [hook])
  await alerts.end('failed')
  const runId = await alerts.end('failed')
  await sql`update unjudged_ends set noted_at = now() - case when run_id = ${runId} then interval '73 hours' else '71 hours' end`
  const { ended } = await nextLook(alerts, 'judgeEnds')
  expect([ended.length, ended[0]?.id === runId]).toEqual([1, false])
  expect((await sql`select from unjudged_ends`).length).toBe(0)
})

test('a rule does not tell of what ended before it was made, though another was there', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  await using later = await openReceiver()
  await using sql = openSql(alerts)
  const [hook, other] = [
    await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url }),
    await alerts.destination({ name: 'other', kind: 'webhook', url: later.url }),
  ]
  await alerts.rule(fails, [hook])
  await alerts.end('failed')
  await sql`update unjudged_ends set noted_at = now() - interval '1 hour'`
  await sql`update alert_rules set created_at = now() - interval '2 hours'`
  await alerts.rule(fails, [other])
  await alerts.end('failed', 'sales-eu')
  alerts.work()
  await expectSoon(() => receiver.received.length).toBe(2)
  await expectSoon(() => told(later).map(({ data }) => data.pipeline)).toEqual(['sales-eu'])
})

test('what a replay puts back into quarantine is no growth', async () => {
  await using alerts = await openAlerts()
  await using sql = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: 'http://127.0.0.1:9/hook' })
  await alerts.rule({ event: 'quarantine-grew', dataset: 'sales', records: 100 }, [hook])
  const runId = await alerts.end('failed')
  await nextLook(alerts, 'judgeEnds')
  // It refuses two each time.
  for (const [claimed, newlyRefused] of [
    [null, 2],
    [1, 1],
    [3, 0],
  ] as const) {
    await sql`update runs set state = 'running', claimed = ${claimed} where id = ${runId}`
    await sql`update runs set state = 'rejected' where id = ${runId}`
    expect((await nextLook(alerts, 'judgeEnds')).ended).toMatchObject([{ newlyRefused }])
  }
  expect((await sql`select sum(records)::int as n from quarantine_growth`)[0]).toEqual({ n: 3 })
})

test('of a silence that began before the rule it tells when the rule has waited', async () => {
  await using alerts = await openAlerts()
  await using sql = openSql(alerts)
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: 'http://127.0.0.1:9/hook' })
  const runId = await alerts.end('cancelled')
  await sql`insert into datasets (name, mode, recipe, head, last_version, lineage, live_records, live_bytes)
    values ('sales', 'append', 'r1', 1, 1, '{[1,2)}', 1, 1)`
  await sql`insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes, published_at)
    values ('sales', 1, ${runId}, '{[1,2)}', 1, 1, 1, 1, now() - interval '30 hours')`
  await alerts.rule({ event: 'nothing-arrived', dataset: 'sales', hours: 26 }, [hook])
  expect((await nextLook(alerts, 'judgeTurns')).turns).toEqual([])
  await sql`update alert_rules set created_at = now() - interval '25 hours'`
  expect((await nextLook(alerts, 'judgeTurns')).turns).toEqual([])
  await sql`update alert_rules set created_at = now() - interval '27 hours'`
  expect((await nextLook(alerts, 'judgeTurns')).turns).toMatchObject([{ dataset: 'sales', began: true }])
})
