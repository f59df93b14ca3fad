import { expect, test } from 'vitest'
import { expectSoon, openAlerts } from './fixture.ts'
import { openMailbox } from './mailbox.ts'

const from = 'Syndicate <etl@example.org>'
const fails = { event: 'run-ended' as const, states: ['failed' as const] }

test('the end of a run reaches people by mail', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openMailbox()
  const people = await alerts.destination({
    name: 'people',
    kind: 'email',
    to: ['ada@example.org', 'no-bob@example.org'],
  })
  await alerts.rule(fails, [people])
  const runId = await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url, from } })
  await expectSoon(() => mailbox.received.length).toBe(1)
  const [{ to, text }] = mailbox.received as [(typeof mailbox.received)[0]]
  expect(to).toEqual(['ada@example.org'])
  expect(text).toContain('Subject: [Syndicate] A run of sales failed: malformed-input')
  expect(text).toContain(`Run: ${runId}`)
  const list = async () => (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries
  await expectSoon(list).toMatchObject([
    { state: 'delivered', answer: expect.stringContaining('not taken for no-bob@example.org') as string },
  ])
  const [{ alertId } = { alertId: '' }] = await list()
  expect(text).toContain(`Message-ID: <${alertId}@syndicate.alerts>`)
})

test('what is wrong with the mail server is said without its password', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openMailbox()
  const people = await alerts.destination({ name: 'people', kind: 'email', to: ['ada@example.org'] })
  await alerts.rule(fails, [people])
  await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url.replace('p%40ss', 'another-secret'), from } })
  const answer = async () => (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries[0]?.answer
  await expectSoon(answer).toContain('Invalid username or password')
  expect(await answer()).not.toContain('another-secret')
  expect(mailbox.received).toEqual([])
})
