import { afterAll, expect, test } from 'vitest'
import { takeWebhooks } from '../acceptance/alert-receivers.ts'
import { developer } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { createCli } from './syndicate.ts'

const webhooks = await takeWebhooks()
const system = await startSystem({ workers: 1, env: { ALERTS_ALLOW: '127.0.0.1' } })
const cli = createCli(system.url)
afterAll(async () => {
  cli.remove()
  await system.stop()
  await webhooks.close()
})
await cli.run(['login', '--username', developer.username, '--password-stdin'], developer.password)

const alerts = (...args: string[]) => cli.run(['alerts', ...args])

test('a destination is added, tried, sent to by a rule, and removed', async () => {
  const made = await alerts('destinations', 'add', 'on call', webhooks.url, '--kind', 'webhook')
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) as string })
  expect(await alerts('test', 'on call')).toMatchObject({ code: 0, out: 'Delivered to on call: HTTP 204\n' })
  expect(await alerts('add', 'fails', '--ends', 'failed', '--pipeline', 'rec*', '--to', 'on call')).toMatchObject({
    out: 'fails tells when a run of rec* ends as failed\n',
  })
  await cli.run(['run', '-', '-p', 'records', '-f', 'json', '--watch'], '[{"a":')
  await expect.poll(() => webhooks.received.length, { timeout: 20_000 }).toBe(2)
  const listed = async () => cli.json<{ id: string; title: string }>(['alerts', 'deliveries', '--state', 'delivered'])
  await expect.poll(async () => (await listed()).length).toBe(2)
  const [last] = await listed()
  expect(last?.title).toContain('A run of records failed')
  expect(await alerts('resend', last!.id)).toMatchObject({ code: 0 })
  await expect.poll(() => webhooks.received.length, { timeout: 20_000 }).toBe(3)

  expect((await alerts()).out).toMatch(/fails +a run of rec\* ends as failed +on call +10 +on/)
  expect(await alerts('disable', 'fails')).toMatchObject({ out: 'fails is off\n' })
  expect(await alerts('destinations', 'remove', 'on call')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Alert rules still send there') as string,
  })
  expect(await alerts('remove', 'fail')).toMatchObject({
    code: 4,
    err: expect.stringContaining('Did you mean fails?') as string,
  })
  expect(await alerts('remove', 'fails')).toMatchObject({ code: 0 })
  expect(await alerts('destinations', 'remove', 'on call')).toMatchObject({ code: 0 })
})

test('what is not said, or said twice, is asked for', async () => {
  expect(await alerts('add', 'x', '--to', 'y')).toMatchObject({ code: 2 })
  expect(await alerts('add', 'x', '--silent', '2', '--quarantine', '2', '--to', 'y')).toMatchObject({ code: 2 })
  expect(await alerts('destinations', 'add', 'x', 'https://e.org', 'https://f.org', '--kind', 'slack')).toMatchObject({
    code: 2,
  })
  expect(await alerts('destinations', 'add', 'x', 'a@e.org', '--kind', 'email')).toMatchObject({
    err: expect.stringContaining('SMTP_URL is not set') as string,
  })
})
