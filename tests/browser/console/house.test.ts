import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, goTo, signIn } from './console-page.ts'

const { system, browser, user, test } = await startSystemInBrowser({ workers: 1 })

test('keys lead about, and do nothing while somebody writes', async ({ page }) => {
  await signIn(page, system.url)
  await page.keyboard.press('?')
  await expectSeen(page.getByRole('dialog', { name: 'Help' }).getByText('Audit trail'))
  // A dialog is open: keys mean what they mean in it.
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Runs' }))
  await page.keyboard.press('/')
  await expect.poll(() => page.getByLabel('Search runs').evaluate((field) => field.matches(':focus'))).toBe(true)
  await page.keyboard.type('ngd?/')
  expect(await page.getByLabel('Search runs').inputValue()).toBe('ngd?/')
  await page.getByLabel('Search runs').blur()
  for (const [key, name] of [
    ['d', 'Datasets'],
    ['q', 'Quarantine'],
    ['t', 'Audit trail'],
    ['r', 'Runs'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expectSeen(page.getByRole('heading', { level: 1, name }))
  }
  await page.keyboard.press('n')
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Start a run' }))
})

test('keys that lead about can be switched off, and stay so', async ({ page }) => {
  await signIn(page, system.url)
  await page.getByLabel('Single-key shortcuts').uncheck()
  await page.reload()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Runs' }))
  expect(await page.getByLabel('Single-key shortcuts').isChecked()).toBe(false)
  await page.keyboard.press('n')
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Help' }).click()
  await expectSeen(page.getByText('All but Esc are off'))
  await page.keyboard.press('Escape')
  await page.getByLabel('Single-key shortcuts').check()
  await page.getByLabel('Single-key shortcuts').blur()
  await page.keyboard.press('n')
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Start a run' }))
})

test('who may only look is offered no key for what they may not do', async ({ page }) => {
  const viewer = { username: 'onlooker', password: 'correct horse battery staple' }
  await user.post('/api/users', { ...viewer, role: 'viewer' })
  await signIn(page, system.url, viewer)
  await page.keyboard.press('n')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.getByRole('button', { name: 'Help' }).click()
  const help = page.getByRole('dialog', { name: 'Help' })
  await expectSeen(help.getByText('Datasets'))
  expect(await help.getByText(/Audit trail|New: start/).count()).toBe(0)
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Runs' }))
})

test('times say in which zone they are, and what they are in UTC', async () => {
  await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'timed' }, '{"a":1}\n')
  const tab = await browser.page({ timezoneId: 'Asia/Tokyo' })
  await signIn(tab.page, system.url)
  await expectSeen(tab.page.getByText('Times in Asia/Tokyo (UTC+9)'))
  const title = await tab.page.getByRole('row', { name: /timed/ }).locator('time').getAttribute('title')
  const [here = '', utc = ''] = title!.split('\n')
  expect(here).toMatch(/UTC\+9$/)
  expect(utc).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
  await tab.close()
})

test('what is not there says so and leads home', async ({ tab, page }) => {
  await signIn(page, `${system.url}/no/such/page`)
  await expectSeen(page.getByRole('heading', { name: 'There is nothing here' }))
  await expectSeen(page.getByText('/no/such/page'))
  await page.getByRole('main').getByRole('link', { name: 'To the runs' }).click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Runs' }))
  for (const [path, link, name] of [
    ['/runs/no-such-run', 'To the runs', 'Runs'],
    ['/datasets/no-such-dataset', 'To the datasets', 'Datasets'],
  ] as const) {
    await page.goto(system.url + path)
    await page.getByRole('main').getByRole('link', { name: link }).click()
    await expectSeen(page.getByRole('heading', { level: 1, name, exact: true }))
  }
  expectNoTroubles(tab, [401, 404])
})

test('the audit trail tells in words who did what, and is searched by who, action and run', async ({ page }) => {
  const run = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'audited' }, '{"a":1}\n')
  const refused = await user.post(`/api/runs/${run.runId}/cancel`)
  expect(refused.status).toBe(409)
  await signIn(page, system.url)
  await goTo(page, 'Audit trail')
  await page.getByLabel('Run, dataset or whatever it was done to').fill(run.runId)
  await expectSeen(page.getByRole('row', { name: /trader1 was not let cancel the run .*refused.*run-is-final/ }))
  await expect.poll(() => page.getByRole('row').count()).toBe(3)
  await page.getByLabel('Action').selectOption({ label: 'Start a run' })
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByLabel('Who').selectOption({ label: 'trader1' })
  const href = await page.getByRole('link', { name: 'As JSON' }).getAttribute('href')
  const asked = new URL(href!, system.url).searchParams
  expect([asked.get('kind'), asked.get('target')]).toEqual(['run.start', run.runId])
  await page
    .getByRole('row', { name: /trader1 started the run/ })
    .getByRole('link')
    .click()
  await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
})

test('the audit trail comes page by page', async ({ page }) => {
  const start = () =>
    user.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 }, pipeline: 'records', dataset: 'many' })
  for (let n = 0; n < 60; n++) expect((await start()).status).toBe(202)
  await signIn(page, `${system.url}/audit?kind=run.start`)
  await expect.poll(() => page.getByRole('row').count()).toBe(51)
  await page.getByRole('button', { name: 'Show older entries' }).click()
  await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(60)
})

// Drawing a reference of some seventy requests takes its time, twice.
test('the API reference wears the console’s colours, light and dark, and leads back', { timeout: 90_000 }, async () => {
  const ground: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const tab = await browser.page({ colorScheme })
    await tab.page.goto(`${system.url}/docs`)
    await expectSeen(tab.page.getByText('/api/runs', { exact: true }))
    const colour = () => tab.page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>
    ground.push(await colour())
    await tab.page.getByRole('link', { name: 'Back to the console' }).click()
    await tab.page.getByLabel('User name').waitFor()
    expect(await colour()).toBe(ground.at(-1))
    expectNoTroubles(tab)
    await tab.close()
  }
  expect(ground[0]).not.toBe(ground[1])
})

test('a page that is refused for too many requests says so, counts down, and leaves the rest', async ({ page }) => {
  await signIn(page, system.url)
  const tooMany = { status: 429, headers: { 'retry-after': '30' } }
  await page.route(/\/assets\/live-page|\/live$/, (route) => route.fulfill(tooMany))
  await page.getByRole('link', { name: 'Live', exact: true }).click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Too many requests' }))
  await expectSeen(page.getByRole('button', { name: /^Try again in \d+ s$/ }))
  await expectSeen(page.getByRole('link', { name: 'Datasets' }))
})
