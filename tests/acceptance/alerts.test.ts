import type { AlertDelivery, MadeAlertDestination } from '@syndicate/contracts'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { takeMail, takeWebhooks } from './alert-receivers.ts'
import { signIn } from './client.ts'
import { startSystem } from './system.ts'

const [webhooks, mail] = await Promise.all([takeWebhooks(), takeMail()])
const system = await startSystem({
  workers: 0,
  env: { ALERTS_ALLOW: '127.0.0.1', SMTP_URL: mail.url, MAIL_FROM: 'Syndicate <etl@example.org>' },
})
afterAll(async () => {
  await system.stop()
  await Promise.all([webhooks.close(), mail.close()])
})

const admin = await signIn(system.url)
const made = await Promise.all(
  [
    { name: 'hook', kind: 'webhook', url: webhooks.url },
    { name: 'people', kind: 'email', to: ['ada@example.org'] },
  ].map(
    async (wanted) => (await (await admin.post('/api/alerts/destinations', wanted)).json()) as MadeAlertDestination,
  ),
)
await admin.post('/api/alerts/rules', {
  name: 'runs fail',
  when: { event: 'run-ended', states: ['failed'] },
  destinations: made.map(({ id }) => id),
})

beforeEach(() => {
  webhooks.received.length = 0
  webhooks.answers = true
  mail.received.length = 0
})

/** Longer than a process may take to say what became of a delivery: of a mail 75 s, of any other 15 s. */
const longest = { timeout: 100_000 }

const fail = () => admin.upload({ pipeline: 'records', format: 'json' }, '[{"a":')
const idsReceived = () => webhooks.received.map(({ headers }) => headers['webhook-id'])

async function lastDeliveries(): Promise<Pick<AlertDelivery, 'state' | 'attempts'>[]> {
  const { deliveries } = await admin.get<{ deliveries: AlertDelivery[] }>('/api/alerts/deliveries?limit=2')
  return deliveries.map(({ state, attempts }) => ({ state, attempts }))
}

test('an alert reaches a web server and a mail server after the process that had taken it on was killed', async () => {
  const killed = await system.startWorker({ SYNDICATE_FAILPOINTS: 'alerts.claimed:kill:1' })
  system.forgive(killed)
  await fail()
  await killed.exited
  expect([webhooks.received, mail.received]).toEqual([[], []])
  const other = await system.startWorker()
  await expect.poll(() => [webhooks.received.length, mail.received.length], longest).toEqual([1, 1])
  await expect.poll(lastDeliveries).toEqual([
    { state: 'delivered', attempts: 2 },
    { state: 'delivered', attempts: 2 },
  ])
  expect(mail.received[0]).toContain('Subject: [Syndicate] A run of records failed')
  await other.stop()
}, 150_000)

test('who is killed while the receiver has the alert leaves it to another, under the same id', async () => {
  const killed = await system.startWorker()
  webhooks.answers = false
  await fail()
  await expect.poll(() => webhooks.received.length, longest).toBe(1)
  await system.kill(killed)
  webhooks.answers = true
  const other = await system.startWorker()
  await expect.poll(() => webhooks.received.length, longest).toBe(2)
  expect(new Set(idsReceived()).size).toBe(1)
  await other.stop()
}, 150_000)

test('an end of a run that its process did not live to tell of is told', async () => {
  const killed = await system.startWorker({ SYNDICATE_FAILPOINTS: 'fail.committed:kill:1' })
  system.forgive(killed)
  await fail()
  await killed.exited
  const other = await system.startWorker()
  await expect.poll(() => [webhooks.received.length, mail.received.length], longest).toEqual([1, 1])
  await other.stop()
}, 150_000)
