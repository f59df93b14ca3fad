import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
const people = [
  { n: 1, name: 'Ann "the" one', 'home town': 'Bern', ok: true, at: { x: 1 } },
  { n: 20, name: null, tags: ['a'] },
  { n: 3, name: 'ÉVA', 'home town': '', note: 'a long note, '.repeat(20) },
  { n: 4.5, name: 'anna' },
]
const linesOf = (records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')
await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'people' }, linesOf(people.slice(0, 2)))
const second = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'people' }, linesOf(people.slice(2)))
const many = Array.from({ length: 25_000 }, (_, n) => ({ n, odd: n % 2 === 1 }))
await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'many' }, linesOf(many))

const grid = (page: Page) => page.locator('.record-grid')
/** What stands in a column, row by row. */
async function column(page: Page, name: string): Promise<string[]> {
  const heads = await grid(page).locator('thead th').allInnerTexts()
  const at = heads.findIndex((head) => head.split('\n')[0]!.replace(/ [↑↓]$/, '') === name)
  return grid(page)
    .locator(`tbody td:nth-child(${at + 1})`)
    .allInnerTexts()
}

async function filter(page: Page, field: string, condition: string, value?: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Filter records' })
  await form.getByLabel('Field').selectOption({ label: field })
  await form.getByLabel('Condition', { exact: true }).selectOption({ label: condition })
  if (value !== undefined) await form.getByLabel('Value').fill(value)
  await form.getByRole('button', { name: 'Filter' }).click()
}

describe('records', () => {
  test('have heads that say their type', async ({ page }) => {
    await signIn(page, `${system.url}/datasets/people`)
    await expectSeen(grid(page))
    const heads = await grid(page).locator('thead th').allInnerTexts()
    expect(heads.map((head) => head.replace('\n', ': '))).toEqual([
      'Open',
      'n: number',
      'name: string or null',
      'home town: string?',
      'ok: boolean?',
      'at: object?',
      'tags: array?',
      'note: string?',
    ])
  })

  test('are found by what a field is, and the address keeps what was asked', async ({ tab, page }) => {
    await signIn(page, `${system.url}/datasets/people`)
    await expectSeen(grid(page))
    for (const [field, condition, value, found] of [
      ['n', 'is', '20', ['20']],
      ['n', 'is greater than', '3', ['20', '4.5']],
      ['n', 'is less than', '4', ['1', '3']],
      ['name', 'contains', 'ANN', ['1', '4.5']],
      ['name', 'is', 'Ann "the" one', ['1']],
      ['name', 'is empty', undefined, ['20']],
      ['home town', 'is empty', undefined, ['20', '3', '4.5']],
      ['ok', 'is not', 'true', ['20', '3', '4.5']],
    ] as const) {
      await filter(page, field, condition, value)
      await expectSeen(page.getByText('found among all 4.'))
      expect([field, condition, await column(page, 'n')]).toEqual([field, condition, found])
      await page.getByRole('list', { name: 'Conditions' }).getByRole('button').click()
      await expect.poll(() => column(page, 'n')).toHaveLength(4)
    }
    await filter(page, 'n', 'is greater than', '1')
    await filter(page, 'name', 'is not empty')
    await expect.poll(() => column(page, 'n')).toEqual(['3', '4.5'])
    await page.getByRole('button', { name: /^n number/ }).click()
    await page.getByRole('button', { name: /^n number/ }).click()
    await page.reload()
    await expect.poll(() => column(page, 'n')).toEqual(['4.5', '3'])
    await expectSeen(page.getByText('All 2 records sorted by n.'))
    expectNoTroubles(tab)
  })

  test('of which nobody can tell are counted, and an expression that is none is refused in words', async ({ page }) => {
    await signIn(page, `${system.url}/datasets/people`)
    const form = page.getByRole('form', { name: 'Filter records' })
    await form.getByLabel('Field').selectOption({ label: 'An expression (CEL)' })
    await form.getByLabel('Expression').fill('note.size() > 3')
    await form.getByRole('button', { name: 'Filter' }).click()
    await expectSeen(page.getByText('1 record found among all 4.'))
    await expectSeen(page.getByText('Of 3 records nobody can tell'))
    await form.getByLabel('Expression').fill('n +')
    await form.getByRole('button', { name: 'Filter' }).click()
    await expectSeen(page.getByRole('alert').filter({ hasText: 'where:' }))
  })

  test('are opened: what is long, what is JSON, and where one comes from', async ({ page }) => {
    await signIn(page, `${system.url}/datasets/people`)
    await grid(page).getByText('{"x":1}').click()
    await expectSeen(grid(page).getByRole('region', { name: 'at' }))
    await page.getByRole('button', { name: /^3\b.*whole record/ }).click()
    const panel = page.getByRole('dialog')
    await expectSeen(panel.getByText('2 of the dataset'))
    await expectSeen(panel.getByText('records, version 1'))
    await expectSeen(panel.getByText('schema 2'))
    await expectSeen(panel.getByText('ndjson,'))
    expect(await panel.getByRole('region', { name: 'Record' }).innerText()).toContain('"name": "ÉVA"')
    await panel.getByRole('link', { name: `…${second.runId.slice(-12)}` }).click()
    await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
  })

  test('have the columns that somebody chose', async ({ page }) => {
    await signIn(page, `${system.url}/datasets/people`)
    await page.getByText('Columns: 7 of 7').click()
    for (const field of ['ok', 'at', 'tags', 'note'])
      await page.getByRole('checkbox', { name: field, exact: true }).click()
    await expectSeen(page.getByText('Columns: 3 of 7'))
    await page.reload()
    await expect.poll(() => grid(page).locator('thead th').count()).toBe(4)
  })

  test('that are many are looked through page by page, and sorted as far as they are here, and it says so', async ({
    page,
  }) => {
    await signIn(page, `${system.url}/datasets/many?filter=${encodeURIComponent('[["n","greater","24990"]]')}`)
    await expectSeen(page.getByText('9 records found among all 25,000.'))
    await page.goto(`${system.url}/datasets/many?filter=${encodeURIComponent('[["odd","is","true"]]')}`)
    await expectSeen(page.getByText(/25 records found among the first [\d,]+ of 25,000 that were looked at/))
    await page.getByRole('button', { name: 'Look further' }).click()
    await expectSeen(page.getByText('125 records found'))
    await page.goto(`${system.url}/datasets/many?sort=-n`)
    await expectSeen(page.getByText('Sorted by n are only the 25 records loaded so far of 25,000.'))
  })

  test('are drawn a hundred at a time, and sorted as a whole where they are few', async ({ page }) => {
    await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'few' }, linesOf(many.slice(0, 3_000)))
    await signIn(page, `${system.url}/datasets/few?sort=-n`)
    await expectSeen(page.getByText('All 3,000 records sorted by n.'))
    expect(await column(page, 'n')).toEqual(Array.from({ length: 100 }, (_, n) => String(2_999 - n)))
    await page.getByRole('button', { name: 'Show more records' }).click()
    await expect.poll(() => column(page, 'n')).toHaveLength(200)
  })
})

test('versions and refusals are drawn, with the figures beside', async ({ page }) => {
  await user.ingest(
    { pipeline: 'telemetry', format: 'ndjson' },
    '{"cpu":"hot"}\n{"cpu":1,"mem":1,"timestamp":"2026-01-02T03:04:05Z"}\n',
  )
  await user.ingest(
    { pipeline: 'telemetry', format: 'ndjson' },
    '{"cpu":2,"mem":1,"timestamp":"2026-01-02T03:04:05Z"}\n',
  )
  await signIn(page, `${system.url}/datasets/telemetry`)
  await expectSeen(page.getByText('Refused share by run'))
  expect(await page.locator('.bar-chart').count()).toBe(3)
  expect(await page.locator('.bar-chart.warn title').allTextContents()).toEqual([
    expect.stringMatching(/: 50 %, 1 of 2 records$/),
    expect.stringMatching(/: 0 %, 0 of 1 record$/),
  ])
  await page.getByText('As a table').click()
  const rows = page.getByRole('table', { name: 'Refused by run, the oldest first' }).locator('tbody tr')
  expect(await rows.locator('td:last-child').allInnerTexts()).toEqual(['50 %', '0 %'])
})

test('datasets are searched, sorted and shown with what their fields are, and all of it has room', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await signIn(page, `${system.url}/datasets`)
  const names = () => page.getByRole('table', { name: 'Datasets' }).locator('tbody td:first-child').allInnerTexts()
  await expect.poll(names).toEqual(expect.arrayContaining(['many', 'people']))
  const frame = page.getByRole('region', { name: 'Datasets' })
  expect(await frame.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  await page.getByRole('columnheader', { name: 'Records' }).getByRole('button').click()
  expect((await names())[0]).toBe('many')
  await page.getByLabel('Search datasets').fill('peop')
  await expect.poll(names).toEqual(['people'])
  await expectSeen(page.getByText('1 number, 1 object').or(page.getByText(/2 string/)))
  await page.reload()
  await expect.poll(names).toEqual(['people'])
  await page.getByLabel('Search datasets').fill('none such')
  await expectSeen(page.getByText('No dataset has “none such” in its name'))
})

test('datasets beyond a page are brought on demand', async ({ page }) => {
  for (let n = 0; n < 101; n += 1)
    await user.ingest(
      { pipeline: 'records', format: 'ndjson', dataset: `page-${String(n).padStart(3, '0')}` },
      '{"a":1}\n',
    )
  await signIn(page, `${system.url}/datasets?q=page-`)
  const names = () => page.getByRole('table', { name: 'Datasets' }).locator('tbody td:first-child').allInnerTexts()
  await expect.poll(names).toHaveLength(100)
  await expectSeen(page.getByText('there are more'))
  await page.getByRole('button', { name: 'Show more datasets' }).click()
  await expect.poll(names).toHaveLength(101)
})

test('what somebody looks at stays when a version is published, and the new one is offered', async ({ page }) => {
  const send = (n: number) => user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'moving' }, `{"n":${n}}\n`)
  await send(1)
  await signIn(page, `${system.url}/datasets/moving`)
  const value = page.getByRole('form', { name: 'Filter records' }).getByLabel('Value')
  await value.fill('half')
  await send(2)
  await expectSeen(page.getByText('the records below are of version 1'))
  expect(await value.inputValue()).toBe('half')
  expect(await value.evaluate((field) => field.matches(':focus'))).toBe(true)
  await page.getByRole('button', { name: 'Show version 2' }).click()
  await expectSeen(page.locator('.record-table, table').getByText('2', { exact: true }))
  expect(await page.getByText('the records below are of').count()).toBe(0)
  expect(await value.inputValue()).toBe('half')
})

test('the search of datasets says what the list is searched by', async ({ page }) => {
  await signIn(page, `${system.url}/datasets?q=mov`)
  const field = page.getByLabel('Search datasets')
  expect(await field.inputValue()).toBe('mov')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Datasets' }).click()
  await expect.poll(() => field.inputValue()).toBe('')
  await page.goBack()
  await expect.poll(() => field.inputValue()).toBe('mov')
})
