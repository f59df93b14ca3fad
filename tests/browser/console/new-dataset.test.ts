import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { booksOn, expectNoTroubles, expectSeen, goTo, signIn } from './console-page.ts'
import { salesCsv } from '../../acceptance/sales-csv.ts'

const { system, gate, user, test } = await startSystemInBrowser({ workers: 1 })

/** Lets a file fall on the window, as somebody does who drags it there. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  // As text: a transfer is known to browsers alone.
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}))
    return transfer
  })()`)
  const target = page.locator('h1')
  for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer })
}

const outcome = (page: Page, words: string) => expectSeen(page.getByText(words, { exact: true }))

test('a file of somebody’s own, dropped into the window, is a typed dataset with five explained refusals', async ({
  tab,
  page,
}) => {
  await signIn(page, gate.url)
  await page.getByRole('heading', { name: 'Runs' }).waitFor()
  gate.asked.splice(0)
  let begun = Date.now()
  await dropFile(page, 'Sales 2026.csv', salesCsv)
  await expectSeen(page.getByRole('heading', { name: 'New dataset' }))
  await outcome(page, '195 of 200 records would be stored')
  const understoodMs = Date.now() - begun
  expect(await page.getByLabel('Delimiter').inputValue()).toBe(';')
  const table = page.getByRole('table', { name: 'The file as it is understood' })
  const types = await Promise.all(
    ['id', 'customer', 'sold', 'amount', 'quantity'].map((name) => page.getByLabel(`Type of ${name}`).inputValue()),
  )
  expect(types).toEqual(['integer', 'string', 'timestamp', 'number', 'integer'])
  expect(await table.locator('.bad-cell').count()).toBe(5)
  await expectSeen(table.getByRole('row', { name: /^4\b.*soon/ }))
  await expectSeen(page.getByRole('table', { name: 'Records that would be refused' }).getByText('soon'))

  begun = Date.now()
  await page.getByLabel('Name', { exact: true }).fill('sales')
  await page.getByRole('button', { name: 'Make the dataset' }).click()
  expect(await booksOn(page)).toMatchObject({ in: '200', loaded: '195', quarantined: '5' })
  expect(understoodMs + Date.now() - begun).toBeLessThan(30_000)
  expect(gate.asked.length).toBeLessThan(15)

  const lines = (await user.quarantine('dataset=sales')).map(({ line }) => line)
  expect(lines.toSorted((a, b) => a! - b!)).toEqual([4, 7, 51, 120, 190])
  expect((await user.records('sales'))[0]).toEqual({
    id: 1,
    customer: 'Customer 1',
    sold: '2026-01-02T00:00:00.000Z',
    amount: 1.5,
    quantity: 2,
  })
  expectNoTroubles(tab)
})

test('what somebody changes is tried at once, and is how the dataset is made', async ({ tab, page }) => {
  await signIn(page, `${system.url}/new`)
  await dropFile(page, 'parts.csv', 'part,weight\n001,5\n002,6\n003,7\nx4,8\n')
  await outcome(page, '4 of 4 records would be stored')
  await page.getByLabel('Type of part').selectOption('integer')
  await outcome(page, '3 of 4 records would be stored')
  await expectSeen(page.locator('.bad-cell').filter({ hasText: 'x4' }))
  await page.getByLabel('Column names').selectOption('false')
  await expectSeen(page.getByText('5 of 5 records would be stored'))
  await page.getByLabel('Column names').selectOption('true')
  await outcome(page, '3 of 4 records would be stored')
  await page.getByRole('button', { name: 'Make the dataset' }).click()
  expect(await booksOn(page)).toMatchObject({ in: '4', loaded: '3', quarantined: '1' })
  expect(await user.records('parts')).toEqual([1, 2, 3].map((part) => ({ part, weight: part + 4 })))

  await goTo(page, 'Pipelines')
  await page.getByRole('table', { name: 'Pipelines' }).getByRole('link', { name: 'parts' }).first().click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'parts' }))
  await expectSeen(page.getByRole('region', { name: 'Fields' }).getByRole('row', { name: /part.*integer/ }))
  await expectSeen(page.getByText('part → integer'))
  await page.getByRole('link', { name: 'Its runs' }).click()
  await expectSeen(page.getByRole('row', { name: /parts.*published/ }))
  expectNoTroubles(tab)
})

test('a pipeline that is there stays as it is: another name, or the file to it', async ({ page }) => {
  const definition = { format: 'csv', steps: [{ cast: { n: 'integer' } }] }
  const apply = (pipelines: unknown) => user.post('/api/pipelines/apply', { pipelines })
  expect((await apply({ mine: definition })).status).toBe(200)
  await signIn(page, `${system.url}/new`)
  await dropFile(page, 'mine.csv', 'n\n1\n2\n')
  await expectSeen(page.getByText('There is a pipeline mine already'))
  expect(await page.getByRole('button', { name: 'Make the dataset' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Call it mine-2' }).click()
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('mine-2')

  // Somebody is faster with the name that was free as the page looked.
  expect((await apply({ 'mine-2': definition })).status).toBe(200)
  await page.getByRole('button', { name: 'Make the dataset' }).click()
  await expectSeen(page.getByText('There is a pipeline mine-2 already'))
  await page.getByRole('button', { name: 'Send the file to mine-2' }).click()
  expect(await booksOn(page)).toMatchObject({ in: '2', loaded: '2' })
  expect(await user.get('/api/pipelines/mine-2')).toMatchObject({ version: 1, definition: { steps: definition.steps } })
})

test('a file that cannot be read so is told in words, made nothing of, and read otherwise or taken back', async ({
  page,
}) => {
  await signIn(page, `${system.url}/new`)
  await dropFile(page, 'letter.pdf', '%PDF-1.7\n')
  await expectSeen(page.getByText(/This is .*PDF/))
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') })
  await outcome(page, '1 of 1 record would be stored')

  const make = page.getByRole('button', { name: 'Make the dataset' })
  await page.getByLabel('Format').selectOption('json')
  await expectSeen(page.getByText('Not up to date: how the file is understood'))
  expect(await make.isDisabled()).toBe(true)
  await page.getByLabel('Format').selectOption('csv')
  await expect.poll(() => make.isEnabled()).toBe(true)
})

test('who only reads is shown pipelines, and no way to make any', async ({ page }) => {
  const reader = { username: 'reader', password: 'correct horse battery staple' }
  expect((await user.post('/api/users', { ...reader, role: 'viewer' })).status).toBe(201)
  await signIn(page, `${system.url}/pipelines`, reader)
  await expectSeen(page.getByRole('table', { name: 'Pipelines' }))
  await dropFile(page, 'mine.csv', 'n\n1\n')
  expect(page.url()).toBe(`${system.url}/pipelines`)
  await goTo(page, 'Datasets')
  expect(await page.getByRole('link', { name: 'New dataset' }).count()).toBe(0)
  await page.goto(`${system.url}/new`)
  await expectSeen(page.getByText('Your role does not allow this'))
  expect(await page.getByLabel('File', { exact: true }).count()).toBe(0)
})

test('what changed in a pipeline is noticed, and told by version', async ({ tab, page }) => {
  const apply = (steps: unknown) =>
    user.post('/api/pipelines/apply', { pipelines: { moving: { format: 'csv', steps } } })
  await apply([{ cast: { n: 'integer' } }])
  await signIn(page, `${system.url}/pipelines`)
  const row = page.getByRole('row', { name: /^moving/ })
  await expectSeen(row.getByRole('cell', { name: '1', exact: true }))
  await apply([{ cast: { n: 'number' } }])
  await goTo(page, 'Datasets')
  await goTo(page, 'Pipelines')
  await expectSeen(row.getByRole('cell', { name: '2', exact: true }))
  await row.getByRole('link', { name: 'moving' }).first().click()
  await page.getByRole('button', { name: 'What differs in version 2' }).click()
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('/steps/0/cast/n'))
  await expectSeen(dialog.locator('ins', { hasText: '"number"' }))
  expectNoTroubles(tab)
})
