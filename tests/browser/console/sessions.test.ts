import type { Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import { developer } from '../../acceptance/client.ts'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { booksOn, expectSeen, goTo, signIn } from './console-page.ts'

const { system, gate, browser, user: admin, test } = await startSystemInBrowser({ workers: 1 })

test('a session that ends shows the sign-in, and after it the page as it was', async ({ page }) => {
  const someone = { username: 'someone', password: 'correct horse battery staple' }
  await admin.post('/api/users', { ...someone, role: 'operator' })
  await signIn(page, `${system.url}/start?pipeline=records`, someone)
  await page.getByRole('radio', { name: 'Paste' }).check()
  await page.getByLabel('Input', { exact: true }).last().fill('[{"half":"written"}]')
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Start the run' }).click()
  await expectSeen(page.getByText('Your session has ended'))
  await expect.poll(() => page.getByLabel('Input', { exact: true }).last().isVisible()).toBe(false)
  await page.getByLabel('Password').fill(someone.password)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByLabel('Input', { exact: true }).last().inputValue()).toBe('[{"half":"written"}]')
  await page.getByRole('button', { name: 'Start the run' }).click()
  await booksOn(page)
})

test('what is written in a dialog is there again after signing in, and no event is told twice', async ({ page }) => {
  const run: Run = await admin.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'once' }, '{"a":1}\n')
  let heard = 0
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (heard += String(payload).includes(`"runs.${run.runId}"`) ? 1 : 0)),
  )
  await signIn(page, `${system.url}/runs/${run.runId}`)
  const events = page.getByRole('list', { name: 'Events, newest first' }).getByRole('listitem')
  await expect.poll(() => events.count()).toBeGreaterThan(1)
  const before = await events.count()
  await goTo(page, 'Users')
  await page.getByRole('button', { name: 'Add a user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('User name').fill('half-written')
  await dialog.getByLabel('Password').fill('correct horse battery staple')
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expectSeen(page.getByText('Your session has ended'))
  await expect.poll(() => dialog.count()).toBe(0)
  await page.getByRole('textbox', { name: 'Password' }).fill(developer.password)
  await page.keyboard.press('Enter')
  await expect.poll(() => dialog.getByLabel('User name').inputValue()).toBe('half-written')
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog.count()).toBe(0)

  await page.goBack()
  await expect.poll(() => events.count()).toBe(before)
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Replay' }).click()
  await dialog.getByRole('button', { name: 'Replay' }).click()
  await expectSeen(page.getByText('Your session has ended'))
  const heardBefore = heard
  await page.getByRole('textbox', { name: 'Password' }).fill(developer.password)
  await page.keyboard.press('Enter')
  // The server tells all of them again.
  await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThanOrEqual(heardBefore + before)
  await expect.poll(() => events.count()).toBe(before)
})

test('logging out everywhere ends this page too', async ({ page }) => {
  const other = { username: 'elsewhere', password: 'correct horse battery staple' }
  await admin.post('/api/users', { ...other, role: 'viewer' })
  await signIn(page, `${system.url}/account`, other)
  const second = await browser.page()
  await signIn(second.page, system.url, other)
  await page.getByRole('button', { name: 'Log out everywhere' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Log out everywhere' }).click()
  await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
  // Nobody touched that one: it hears of it.
  await expectSeen(second.page.getByText('Your session has ended'))
  await second.close()
})

test('a viewer sees what is there, is offered nothing they may not do, and told when they try', async ({ page }) => {
  const viewer = { username: 'onlooker', password: 'correct horse battery staple' }
  await admin.post('/api/users', { ...viewer, role: 'viewer' })
  const run = await admin.ingest(
    { pipeline: 'telemetry', format: 'ndjson', dataset: 'seen' },
    '{"cpu":"hot"}\n{"cpu":1,"mem":1,"timestamp":"2026-01-02T03:04:05Z"}\n',
  )
  await signIn(page, `${system.url}/runs/${run.runId}`, viewer)
  await booksOn(page)
  expect(await page.getByRole('link', { name: /Start a run|Users|Queue board/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Replay' }).count()).toBe(0)
  await goTo(page, 'Quarantine')
  await expectSeen(page.locator('.refused'))
  expect(await page.getByRole('button', { name: /Mend|Discard/ }).count()).toBe(0)
  await page.goto(`${system.url}/users`)
  await expectSeen(page.getByRole('alert').filter({ hasText: 'This needs the role admin' }))
  await page.goto(`${system.url}/start`)
  await expectSeen(page.getByText('Your role does not allow this'))
  expect(await page.getByRole('button', { name: 'Start the run' }).isDisabled()).toBe(true)
})

test('a gateway that restarts is noticed and found again, and nothing that happened meanwhile is missed', async ({
  page,
}) => {
  await signIn(page, gate.url)
  await expectSeen(page.getByText('Live', { exact: true }).last())
  const next = await system.startGateway()
  gate.lead('http://127.0.0.1:1')
  gate.cutSockets()
  await expectSeen(page.getByText('Not connected; trying again'))
  const meanwhile: Run = await admin.ingest(
    { pipeline: 'records', format: 'ndjson', dataset: 'meanwhile' },
    '{"a":1}\n',
  )
  gate.lead(next)
  await expectSeen(page.getByRole('row', { name: /meanwhile/ }))
  expect(meanwhile.state).toBe('published')
  await expect.poll(() => page.getByText('Not connected; trying again').count(), { timeout: 15_000 }).toBe(0)
})

test('an administrator adds a user, who makes a key that is shown once', async ({ page }) => {
  await signIn(page, `${system.url}/users`)
  await page.getByRole('button', { name: 'Add a user' }).click()
  await page.getByLabel('User name').fill('grace')
  await page.getByLabel('Password').fill('12345678')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expectSeen(page.getByRole('alert').filter({ hasText: /guess|common/i }))
  await page.getByLabel('Password').fill('tired zebra charger paperclip')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expectSeen(page.getByRole('row', { name: /grace.*active/ }))

  await goTo(page, 'Keys')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByLabel('What it is for').fill('press line 3')
  await page.getByRole('button', { name: 'Make it' }).click()
  const key = await page.getByRole('region', { name: 'The key' }).textContent()
  const answer = await fetch(`${system.url}/api/runs`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke the key for press line 3' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expectSeen(page.getByText('No keys'))
})

test('a page whose script does not arrive says so, and the others go on', async ({ page }) => {
  await signIn(page, system.url)
  await page.route('**/assets/live-page*', (route) => route.abort())
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Live' }).click()
  await expectSeen(page.getByRole('heading', { name: 'This page did not arrive' }))
  await goTo(page, 'Datasets')
})
