import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { signIn as signInByApi } from '../../acceptance/client.ts'
import { startSystem } from '../../acceptance/system.ts'
import { openBrowser, type TestPage } from '../harness/browser.ts'
import { openGate } from '../harness/gate.ts'
import { expectNoTroubles, expectSeen, goTo, signIn } from './console-page.ts'

// What each user is promised.
const system = await startSystem({ workers: 1, config: { set: { requestsPerMinute: 100 } } })
const gate = await openGate(system.url)
const browser = await openBrowser()
const admin = await signInByApi(system.url)
const password = 'correct horse battery staple'
afterAll(async () => {
  await browser.close()
  await gate.stop()
  await system.stop()
})

let tab: TestPage
beforeEach(async () => {
  tab = await browser.page()
})
afterEach(() => tab.close())

/** Somebody new, with all of their requests before them. */
async function enterAs(username: string, url = gate.url): Promise<void> {
  expect((await admin.post('/api/users', { username, password, role: 'operator' })).status).toBe(201)
  await signIn(tab.page, url, { username, password })
}

test('opened 17 times in a row, the console asks little and meets no limit', async () => {
  const { page } = tab
  await enterAs('hasty')
  await expectSeen(page.getByText('Live', { exact: true }).last())
  gate.asked.splice(0)
  for (let time = 1; time <= 17; time++) {
    await page.goto(`${gate.url}/`)
    await expectSeen(page.getByText('No runs yet'))
    await expectSeen(page.getByText('Live', { exact: true }).last())
    expect(await page.getByText('Too many requests').count()).toBe(0)
  }
  const most = 17 * 3 + 1
  expect(gate.asked.length).toBeLessThanOrEqual(most)
  expectNoTroubles(tab)
})

test('a page that comes too early says so, counts down and goes on', async () => {
  const { page } = tab
  await enterAs('early')
  gate.refuse(1, 4)
  await page.goto(gate.url)
  await expectSeen(page.getByText('Too many requests; going on in 4 s'))
  await expectSeen(page.getByText('going on in 2 s'))
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  expect(await page.getByText('Too many requests').count()).toBe(0)
  gate.refuse(1, 2)
  await goTo(page, 'Datasets')
  await expectSeen(page.getByText('Too many requests; going on in'))
  await expectSeen(page.getByText('No dataset yet'))
})

test('one that would have to wait for longer than a minute says what it is and how long', async () => {
  const { page } = tab
  await enterAs('too-early')
  // Else what the page there still asks for may be what is refused.
  await page.goto('about:blank')
  gate.refuse(1, 90)
  await page.goto(gate.url)
  await expectSeen(page.getByText('The console could not be opened'))
  await expectSeen(page.getByText('At most 100 requests a minute'))
  await expectSeen(page.getByRole('button', { name: /Try again in 8\d s/ }))
  expect(await page.getByText('cannot be reached').count()).toBe(0)
})

test('signing in over plain HTTP is warned of before, and explained after', async () => {
  const { page } = tab
  const url = gate.url.replace('127.0.0.1', 'insecure.test')
  page.setDefaultTimeout(10_000)
  await page.goto(url)
  await expectSeen(page.getByText('This page came over plain HTTP'))
  await page.getByLabel('User name').fill('early')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expectSeen(page.getByText('does not keep a session that comes over plain HTTP'))
})
