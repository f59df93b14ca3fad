import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { testOf } from '../src/index.ts'
import { decide } from '../src/judge/decide.ts'
import { expectSoon, openAlerts, sealKey, type OpenAlerts } from './fixture.ts'
import { openReceiver } from './receiver.ts'

const fails = { event: 'run-ended' as const, states: ['failed' as const] }

async function deliveriesOf({ catalog }: OpenAlerts) {
  return (await catalog.alerts.deliveries.list({ limit: 100 })).deliveries
}

test('the end of a run reaches a webhook, signed, and without what may quote a record', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const { secret, ...hook } = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.rule(fails, [hook])
  const runId = await alerts.end('failed')
  await alerts.end('cancelled')
  alerts.work({ publicUrl: 'https://example.org/etl/' })
  await expectSoon(() => receiver.received.length).toBe(1)

  const [{ headers, text }] = receiver.received as [(typeof receiver.received)[0]]
  const id = headers['webhook-id'] as string
  const seconds = Number(headers['webhook-timestamp'])
  const key = Buffer.from(secret!.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${seconds}.${text}`).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${expected}`)
  expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60)
  expect(JSON.parse(text)).toMatchObject({
    type: 'run.failed',
    data: {
      runId,
      pipeline: 'sales',
      code: 'malformed-input',
      counts: { in: 5 },
      url: `https://example.org/etl/runs/${runId}`,
    },
  })
  expect(text).not.toContain('secret@example.org')
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([
    { state: 'delivered', attempts: 1, answer: 'HTTP 204', alertId: id },
  ])
})

test('what a receiver does not take is sent again, under the same id, after what it asks for', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver((count) =>
    count === 1 ? { status: 503, body: 'not \u0007now' } : { status: 200 },
  )
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([
    { state: 'pending', attempts: 1, answer: 'HTTP 503: not now' },
  ])
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([{ state: 'delivered', attempts: 2 }])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('a receiver may say by a date when to come again', async () => {
  await using alerts = await openAlerts()
  const inHalfAnHour = new Date(Date.now() + 1_800_000)
  await using receiver = await openReceiver(() => ({
    status: 503,
    headers: { 'retry-after': inHalfAnHour.toUTCString() },
  }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  const { id } = await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  const delivery = () => alerts.catalog.alerts.deliveries.show(id)
  await expectSoon(async () => (await delivery()).answer).toBe('HTTP 503')
  expect(Math.abs(Date.parse((await delivery()).dueAt!) - inHalfAnHour.getTime())).toBeLessThan(30_000)
})

test('who is gone is sent nothing more, until somebody asks for it', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver((count) => ({ status: count === 1 ? 410 : 200 }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  const { id } = await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  await expect(alerts.catalog.alerts.deliveries.resend(id)).rejects.toThrow('still to be delivered')
  alerts.work()
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([{ state: 'dead', answer: 'HTTP 410', dueAt: null }])
  const { lastGivenUp } = alerts.catalog.alerts.deliveries
  expect(Math.abs((await lastGivenUp()) - Date.now() / 1000)).toBeLessThan(30)
  await alerts.catalog.alerts.deliveries.resend(id)
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([{ state: 'delivered', attempts: 1 }])
  expect(await lastGivenUp()).toBe(0)
})

test('redirects are not followed', async () => {
  await using alerts = await openAlerts()
  await using elsewhere = await openReceiver()
  await using receiver = await openReceiver(() => ({ status: 307, headers: { location: elsewhere.url } }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  await expectSoon(() => deliveriesOf(alerts)).toMatchObject([{ state: 'pending', answer: 'HTTP 307' }])
  expect(elsewhere.received).toEqual([])
})

test('of an answer without end the beginning is read', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver(() => ({ status: 500, body: 'x'.repeat(50_000_000) }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  await expectSoon(async () => (await deliveriesOf(alerts))[0]?.answer?.length).toBeLessThan(310)
})

test('who does not answer is waited for ten seconds, and holds up nobody else', async () => {
  await using alerts = await openAlerts()
  await using silent = await openReceiver(() => 'nothing')
  await using receiver = await openReceiver()
  const [one, other] = await destinationsAt(alerts, { silent, hook: receiver })
  await alerts.catalog.alerts.deliveries.addTest(testOf(one.id))
  alerts.work()
  await expectSoon(() => silent.received.length).toBe(1)
  await alerts.catalog.alerts.deliveries.addTest(testOf(other.id))
  const toSilent = async () => (await deliveriesOf(alerts)).find(({ destination }) => destination === 'silent')
  await expectSoon(toSilent).toMatchObject({ answer: 'no answer within 10 s' })
  expect(receiver.received).toHaveLength(1)
})

test('of many for who does not answer two are under way, and others go on', async () => {
  await using alerts = await openAlerts()
  await using silent = await openReceiver(() => 'nothing')
  await using receiver = await openReceiver()
  const [one, other] = await destinationsAt(alerts, { silent, hook: receiver })
  await alerts.rule(fails, [one], 60)
  for (let n = 0; n < 20; n++) await alerts.end('failed')
  await alerts.catalog.alerts.judgeEnds((facts) => decide(facts))
  await alerts.catalog.alerts.deliveries.addTest(testOf(other.id))
  for (let n = 0; n < 3; n++) alerts.work()
  await expectSoon(() => receiver.received.length).toBe(1)
  expect(silent.received.length).toBeLessThanOrEqual(2)
  const states = (await deliveriesOf(alerts))
    .filter(({ attempts }) => attempts > 0)
    .map(({ destination }) => destination)
  expect(states.filter((name) => name === 'silent').length).toBeLessThanOrEqual(2)
})

test('an answer that quotes where it was asked is kept without that', async () => {
  await using alerts = await openAlerts()
  const token = 'token-of-ours'
  await using receiver = await openReceiver(() => ({ status: 404, body: `there is no /hook?token=T0${token}` }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: `${receiver.url}${token}` })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  await expectSoon(async () => (await deliveriesOf(alerts))[0]?.answer).toBe('HTTP 404: there is no …')
})

test('what was sealed with the key before is sealed anew', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  const newKey = 'ab'.repeat(32)
  const stop = alerts.work({ sealKeys: [newKey, sealKey] })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  await expectSoon(() => receiver.received.length).toBe(1)
  await stop()
  alerts.work({ sealKeys: [newKey] })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  await expectSoon(() => receiver.received.length).toBe(2)
})

test('an answer that changes the protocol is none', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver(() => ({ status: 101, headers: { connection: 'upgrade', upgrade: 'x' } }))
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url: receiver.url })
  await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work()
  await expectSoon(async () => (await deliveriesOf(alerts))[0]?.answer).toMatch(/without an answer|HTTP 101/)
})

/** A webhook for each, in that order. */
async function destinationsAt(
  alerts: Awaited<ReturnType<typeof openAlerts>>,
  receivers: { silent: { url: string }; hook: { url: string } },
) {
  return [
    await alerts.destination({ name: 'silent', kind: 'webhook', url: receivers.silent.url }),
    await alerts.destination({ name: 'hook', kind: 'webhook', url: receivers.hook.url }),
  ] as const
}
