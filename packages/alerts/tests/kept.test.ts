import postgres from 'postgres'
import { expect, test } from 'vitest'
import { testOf } from '../src/index.ts'
import { openAlerts } from './fixture.ts'

test('of too many alerts those go that are over and older than an hour, and tests are none of the many', async () => {
  await using alerts = await openAlerts()
  const sql = postgres(alerts.database.url, { max: 1, connection: { search_path: alerts.database.schema } })
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: 'http://127.0.0.1:9/hook' })
  const add = (from: number, to: number, type: string, age: string) => sql`
    insert into alerts (id, message, created_at)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, json_build_object('type', ${type}::text),
      now() - ${age}::text::interval
    from generate_series(${from}::int, ${to}::int) n`
  await add(1, 3, 'run.failed', '2 hours')
  await add(4, 4, 'run.failed', '1 minute')
  await add(5, 10_004, 'run.failed', '2 hours')
  await add(10_005, 10_010, 'alerts.test', '2 hours')
  await sql`
    insert into alert_deliveries (id, alert_id, destination_id)
    values (gen_random_uuid(), '00000000-0000-7000-8000-000000000002', ${hook.id})`
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  expect(await alerts.catalog.reclaim.alerts()).toEqual({ alerts: 2 })
  const left = await sql`select right(id::text, 2) as n from alerts where id < '00000000-0000-7000-8000-000000000006'`
  expect(left.map(({ n }) => n as string).toSorted()).toEqual(['02', '04', '05'])
  await sql.end()
})
