import { expect, test } from 'vitest'
import { expectSoon, openAlerts } from './fixture.ts'
import { openLookingMailbox, openMailbox } from './mailbox.ts'

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

test('who may take it later is sent it again alone, and nobody else has it twice', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openMailbox()
  const to = ['no-bob@example.org', 'ada@example.org', 'later-cy@Example.ORG', 'dan@example.org']
  const people = await alerts.destination({ name: 'people', kind: 'email', to })
  await alerts.rule(fails, [people])
  await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url, from } })
  const list = async () => (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries
  await expectSoon(list).toMatchObject([
    {
      state: 'pending',
      attempts: 1,
      answer: expect.stringContaining('no-bob@example.org, later-cy@example.org') as string,
    },
  ])
  await expectSoon(list).toMatchObject([{ state: 'delivered', attempts: 2 }])
  expect(mailbox.received.map((mail) => mail.to)).toEqual([
    ['ada@example.org', 'dan@example.org'],
    ['later-cy@example.org'],
  ])
  // Who asks for it once more means all of them.
  await alerts.catalog.alerts.deliveries.resend((await list())[0]!.id)
  await expectSoon(() => mailbox.received.at(-1)?.to).toEqual([
    'ada@example.org',
    'later-cy@example.org',
    'dan@example.org',
  ])
})

test('one that nobody takes is not sent again to whom there is not, and ends once none are left', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openMailbox()
  const nobody = await alerts.destination({ name: 'nobody', kind: 'email', to: ['no-bob@example.org'] })
  const later = await alerts.destination({
    name: 'later',
    kind: 'email',
    to: ['no-cy@example.org', 'later-dan@example.org', 'later-eve@example.org'],
  })
  await alerts.rule(fails, [nobody, later])
  await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url, from } })
  const of = async (name: string) =>
    (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries.find(
      ({ destination }) => destination === name,
    )
  await expectSoon(() => of('nobody')).toMatchObject({
    state: 'dead',
    attempts: 1,
    answer: expect.stringContaining('not taken for no-bob@example.org') as string,
  })
  await expectSoon(() => of('later')).toMatchObject({ state: 'delivered', attempts: 2 })
  expect(mailbox.received.map((mail) => mail.to)).toEqual([['later-dan@example.org', 'later-eve@example.org']])
})

test('one that takes too long is broken off in the middle, however much the server says meanwhile', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openLookingMailbox()
  const people = await alerts.destination({ name: 'people', kind: 'email', to: ['ada@example.org'] })
  await alerts.rule(fails, [people])
  await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url, from, longestMs: 1_000 } })
  const answer = async () => (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries[0]?.answer
  await expectSoon(answer).toBe('no answer within 1 s')
  expect(mailbox.commands.slice(0, 3)).toEqual(['EHLO', 'MAIL', 'RCPT'])
})

test('a password goes to no server that does not speak TLS', async () => {
  await using alerts = await openAlerts()
  await using mailbox = await openMailbox()
  const people = await alerts.destination({ name: 'people', kind: 'email', to: ['ada@example.org'] })
  await alerts.rule(fails, [people])
  await alerts.end('failed')
  alerts.work({ mail: { url: mailbox.url.replace('?requireTLS=false', ''), from } })
  const delivery = async () => (await alerts.catalog.alerts.deliveries.list({ limit: 10 })).deliveries[0]
  await expectSoon(async () => (await delivery())?.attempts).toBe(1)
  await expectSoon(async () => (await delivery())?.answer).not.toBeNull()
  expect([(await delivery())?.state, mailbox.logins, mailbox.received]).toEqual(['pending', 0, []])
})
