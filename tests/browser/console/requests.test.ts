import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, goTo, signIn } from './console-page.ts'

// What each user is promised.
const { system, gate, user, test } = await startSystemInBrowser({
  workers: 1,
  config: { set: { requestsPerMinute: 100 } },
})
const password = 'correct horse battery staple'

/** Somebody new, with all of their requests before them. */
async function enterAs(page: Page, username: string, url = gate.url): Promise<void> {
  expect((await user.post('/api/users', { username, password, role: 'operator' })).status).toBe(201)
  await signIn(page, url, { username, password })
}

test('opened 17 times in a row, the console asks little and meets no limit', async ({ tab, page }) => {
  await enterAs(page, 'hasty')
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

test('a page that comes too early says so, counts down and goes on', async ({ page }) => {
  await enterAs(page, 'early')
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

test('one that would have to wait for longer than a minute says what it is and how long', async ({ page }) => {
  await enterAs(page, 'too-early')
  // Else what the page there still asks for may be what is refused.
  await page.goto('about:blank')
  gate.refuse(1, 90)
  await page.goto(gate.url)
  await expectSeen(page.getByText('The console could not be opened'))
  await expectSeen(page.getByText('At most 100 requests a minute'))
  await expectSeen(page.getByRole('button', { name: /Try again in 8\d s/ }))
  expect(await page.getByText('cannot be reached').count()).toBe(0)
})

test('over plain HTTP from another machine it is said before a password is typed that nobody can sign in, and what to do', async ({
  page,
}) => {
  const url = gate.url.replace('127.0.0.1', 'insecure.test')
  page.setDefaultTimeout(10_000)
  await page.goto(url)
  await expectSeen(page.getByText('Nobody can sign in here: this page came over plain HTTP'))
  expect(await page.getByLabel('Password').count()).toBe(0)
  expect(await page.getByRole('link', { name: /^https:/ }).getAttribute('href')).toBe('https://insecure.test/')
  await expectSeen(page.getByText(`http://127.0.0.1:${new URL(gate.url).port}`))
  await page.getByRole('button', { name: 'Sign in here all the same' }).click()
  await page.getByLabel('User name').fill('early')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectSeen(page.getByText('does not keep a session that comes over plain HTTP'))
})

test('where the server’s sessions are for any connection, plain HTTP is only warned of', async ({ page }) => {
  const open = await system.startGateway({ set: { cookieSecure: 'false' } })
  gate.lead(open)
  await page.goto(gate.url.replace('127.0.0.1', 'insecure.test'))
  await expectSeen(page.getByText('This page came over plain HTTP'))
  await expectSeen(page.getByText('The server is set to allow this'))
  await expectSeen(page.getByLabel('Password'))
  expect(await page.getByText('Nobody can sign in here').count()).toBe(0)
  gate.lead(system.url)
  await page.goto(gate.url)
  await expectSeen(page.getByLabel('Password'))
  expect(await page.getByText('plain HTTP').count()).toBe(0)
})
