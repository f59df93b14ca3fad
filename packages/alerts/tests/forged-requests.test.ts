import { expect, test } from 'vitest'
import { createGuard, testOf } from '../src/index.ts'
import { expectSoon, openAlerts, type OpenAlerts } from './fixture.ts'
import { openReceiver } from './receiver.ts'

/** What became of the first try of a test that is sent to a URL. */
async function tryIt(alerts: OpenAlerts, url: string, changes: Parameters<OpenAlerts['work']>[0]): Promise<string> {
  // Added where that was allowed: what counts is what the sender may.
  const hook = await alerts.destination({ name: 'hook', kind: 'webhook', url })
  const { id } = await alerts.catalog.alerts.deliveries.addTest(testOf(hook.id))
  alerts.work(changes)
  const answer = async () => (await alerts.catalog.alerts.deliveries.show(id)).answer
  await expectSoon(answer).not.toBeNull()
  return (await answer())!
}

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '0177.1',
  '127.1',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
])('nothing is sent to %s, which is this machine', async (host) => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const answer = await tryIt(alerts, receiver.url.replace('127.0.0.1', host), { guard: createGuard() })
  expect(answer).toContain('in a network that alerts are not sent to')
  expect(receiver.received).toEqual([])
})

test('a name is looked up once: what it says afterwards leads nowhere', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const answers = ['127.0.0.2', '127.0.0.1']
  const answer = await tryIt(alerts, receiver.url.replace('127.0.0.1', 'localhost'), {
    guard: createGuard(['127.0.0.2']),
    resolve: async () => [{ address: answers.shift()!, family: 4 }],
  })
  expect(answer).toBe(`connect ECONNREFUSED 127.0.0.2:${receiver.port}`)
  expect(answers).toEqual(['127.0.0.1'])
  expect(receiver.received).toEqual([])
})

test('of a name with several addresses each has to be allowed', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const answer = await tryIt(alerts, receiver.url.replace('127.0.0.1', 'hooks.test'), {
    guard: createGuard(['127.0.0.1']),
    resolve: async () => ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
  })
  expect(answer).toContain('127.0.0.2 is in a network')
  expect(receiver.received).toEqual([])
})

test('the address that was looked at is the one that is asked, by the name it was given', async () => {
  await using alerts = await openAlerts()
  await using receiver = await openReceiver()
  const answer = await tryIt(alerts, receiver.url.replace('127.0.0.1', 'hooks.test'), {
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  })
  expect(answer).toBe('HTTP 204')
  expect(receiver.received[0]?.headers.host).toBe(`hooks.test:${receiver.port}`)
})
