import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { takeWebhooks } from '../../acceptance/alert-receivers.ts'
import { signIn as signInByApi } from '../../acceptance/client.ts'
import { startSystem } from '../../acceptance/system.ts'
import { openBrowser, type TestPage } from '../harness/browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const webhooks = await takeWebhooks()
const system = await startSystem({ workers: 1, env: { ALERTS_ALLOW: '127.0.0.1' } })
const browser = await openBrowser()
const user = await signInByApi(system.url)
afterAll(async () => {
  await browser.close()
  await system.stop()
  await webhooks.close()
})

let tab: TestPage
beforeEach(async () => {
  tab = await browser.page()
})
afterEach(async () => {
  await tab.close()
  expectNoTroubles(tab)
})

test('somebody adds a destination, tries it, writes a rule and sees what it told', { timeout: 60_000 }, async () => {
  const { page } = tab
  await signIn(page, `${system.url}/alerts`)
  await page.getByRole('button', { name: 'Add a destination' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('on call')
  await dialog.getByLabel('URL').fill(webhooks.url)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expectSeen(dialog.getByText(/^whsec_/))
  await dialog.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: 'Send a test to on call' }).click()
  await expectSeen(page.getByText('Delivered to on call'))
  expect(webhooks.received).toHaveLength(1)

  await page.getByRole('button', { name: 'Add a rule' }).click()
  await dialog.getByLabel('Name').fill('records fail')
  await dialog.getByLabel('Pipeline').fill('rec*')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expectSeen(page.getByRole('cell', { name: 'a run of rec* ends as failed or rejected' }))
  await user.ingest({ pipeline: 'records', format: 'json' }, '[{"a":')
  await expect.poll(() => webhooks.received.length, { timeout: 20_000 }).toBe(2)
  await page.reload()
  const deliveries = page.getByRole('region', { name: 'Deliveries' })
  await expectSeen(deliveries.getByRole('row', { name: /delivered.*A run of records failed/ }))
  await deliveries.getByRole('button', { name: /Send again.*A run of records failed/ }).click()
  await expect.poll(() => webhooks.received.length, { timeout: 20_000 }).toBe(3)
  const [, first, again] = webhooks.received.map(({ headers }) => headers['webhook-id'])
  expect(again).toBe(first)

  await page.getByRole('button', { name: 'Edit records fail' }).click()
  expect(await dialog.getByLabel('Pipeline').inputValue()).toBe('rec*')
  await dialog.getByLabel('Name').fill('sales fail')
  await dialog.getByLabel('Pipeline').fill('sales')
  await dialog.getByLabel('cancelled').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  const changed = page.getByRole('row', { name: /sales fail/ })
  await expectSeen(changed.getByRole('cell', { name: 'a run of sales ends as failed or rejected or cancelled' }))

  await page.getByRole('button', { name: 'Switch off sales fail' }).click()
  await expectSeen(page.getByRole('button', { name: 'Switch on sales fail' }))
})

test('who may only look has nothing to press', async () => {
  const viewer = { username: 'vera', password: 'tired zebra charger paperclip' }
  await user.post('/api/users', { ...viewer, role: 'viewer' })
  const { page } = tab
  await signIn(page, `${system.url}/alerts`, viewer)
  await expectSeen(page.getByRole('region', { name: 'Destinations' }))
  expect(await page.getByRole('button', { name: /Add|Edit|Send|Remove|Switch/ }).count()).toBe(0)
})
