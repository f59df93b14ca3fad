import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { developer } from '../../acceptance/client.ts'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { booksOn, expectNoTroubles, expectSeen, goTo, signIn, startRun, tabTo } from './console-page.ts'

const { system, browser, user, test } = await startSystemInBrowser({ workers: 0 })
const worker = await system.startWorker()
test.afterEach(({ tab }) => expectNoTroubles(tab))

test('a wrong password is told, and the right one lets in', async ({ page }) => {
  await page.goto(system.url)
  await page.getByLabel('User name').fill(developer.username)
  await page.getByLabel('Password').fill('not the password')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByRole('alert').filter({ hasText: /wrong/i }))
  await page.getByLabel('Password').fill(developer.password)
  await page.keyboard.press('Enter')
  await expectSeen(page.getByRole('heading', { name: 'Runs' }))
})

test('a run is seen from its start to its end, also by who only watches the list', async ({ page }) => {
  const watcher = await browser.page()
  await signIn(watcher.page, system.url)
  await signIn(page, `${system.url}/start?pipeline=telemetry&example=0`)
  await expect.poll(() => page.getByLabel('Input').inputValue()).toContain('"cpu":12.5')
  await page.getByRole('button', { name: 'Start the run' }).click()
  expect(await booksOn(page)).toEqual({ in: '3', loaded: '3', quarantined: '0', duplicate: '0', filtered: '0' })
  await expectSeen(page.getByText('Published as version 1'))
  await expectSeen(page.getByText('The run is published as version 1 of telemetry'))
  await expectSeen(watcher.page.getByRole('row', { name: /telemetry.*published.*3/ }))
  await watcher.close()
})

test('runs are found by a word, and a filter stays in the address', async ({ page }) => {
  await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'haystack' }, '{"a":1}\n')
  await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'needle' }, '{"a":1}\n')
  await signIn(page, system.url)
  await page.getByLabel('Search runs').fill('needle')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.reload()
  await expectSeen(page.getByRole('row', { name: /needle/ }))
  expect([page.url(), await page.getByRole('row').count()]).toEqual([`${system.url}/?q=needle`, 2])
  const pipeline = page.getByLabel('Pipeline', { exact: true })
  await pipeline.focus()
  await pipeline.selectOption('weather')
  await expectSeen(page.getByText('No run is like that'))
  await page.reload()
  await expect.poll(() => pipeline.inputValue()).toBe('weather')
})

test('a run over the same bytes as another shows the way to that', async ({ page }) => {
  const ingest = () => user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'twice' }, '{"a":1}\n')
  const [first, second] = [await ingest(), await ingest()]
  await signIn(page, `${system.url}/runs/${second.runId}`)
  await expectSeen(page.getByText('Same bytes as'))
  await page.getByRole('link', { name: `…${first.runId.slice(-12)}` }).click()
  await expect.poll(() => page.url()).toBe(`${system.url}/runs/${first.runId}`)
  await expectSeen(page.getByText('yes, so the run can be replayed'))
  expect(await page.getByText('Same bytes as').count()).toBe(0)
})

test('a file of somebody’s own becomes a dataset, and its bad row is mended and replayed', async ({ page }) => {
  await signIn(page, `${system.url}/start`)
  await page.getByRole('radio', { name: 'File' }).check()
  const buffer = Buffer.from('order,customer,total\n10,Ada,12.50\n11,Grace\n12,Edsger,7.00\n')
  await page
    .getByLabel('File', { exact: true })
    .last()
    .setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer })
  await page.getByLabel('Dataset').fill('orders')
  await page.getByRole('button', { name: 'Start the run' }).click()
  expect(await booksOn(page)).toMatchObject({ in: '3', loaded: '2', quarantined: '1' })

  await page.getByRole('link', { name: 'Look at them' }).click()
  await expectSeen(page.getByText('The row has 2 fields, the header has 3'))
  await page.getByRole('button', { name: 'Mend and replay' }).click()
  const record = page.getByLabel('The record before the pipeline')
  await record.fill((await record.inputValue()).replace('"total": ""', '"total": "3.50"'))
  await page.getByRole('button', { name: 'Try it' }).click()
  await expectSeen(page.getByText('1 record would pass'))
  await page.getByRole('button', { name: 'Replay with this change' }).click()
  await page.getByRole('dialog').getByRole('link', { name: /Run/ }).click()
  expect(await booksOn(page)).toMatchObject({ in: '1', loaded: '1' })
  expect(await user.records('orders')).toContainEqual({ order: '11', customer: 'Grace', total: '3.50' })
})

test('a refused record is mended field by field, and another is discarded', async ({ page }) => {
  const hot = '{"cpu":"hot","mem":1,"timestamp":"2026-01-02T03:04:05Z"}'
  await user.ingest({ pipeline: 'telemetry', format: 'ndjson', dataset: 'machines' }, `${hot}\n${hot}\n`)
  await signIn(page, `${system.url}/quarantine?dataset=machines`)
  await page.getByRole('button', { name: 'Mend and replay record 1', exact: true }).click()
  await page.getByLabel('Field', { exact: true }).fill('cpu')
  await page.getByLabel('To', { exact: true }).fill('97')
  await page.getByRole('button', { name: 'Replay with this change' }).click()
  await expectSeen(page.getByText('1 record on the way'))
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Discard record 2' }).click()
  await page.getByLabel('Reason (optional)').fill('a broken sensor')
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await expectSeen(page.getByText('Nothing waits here'))
  await expect.poll(() => user.records('machines')).toMatchObject([{ cpu: 97, level: 'critical' }])
})

test('a dataset is read, taken along and rolled back', async ({ page }) => {
  for (const value of [1, 2])
    await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'rolled' }, `{"value":${value}}\n`)
  await signIn(page, `${system.url}/datasets/rolled`)
  await expectSeen(page.getByText('2 records in'))
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV', exact: true }).click()
  expect((await download).suggestedFilename()).toBe('rolled-2.csv')
  const forExcel = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Excel', exact: true }).click()
  expect(readFileSync(await (await forExcel).path(), 'utf8')).toBe('\uFEFFvalue\r\n1\r\n2\r\n')
  await page.getByRole('button', { name: 'Roll back to version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
  await expectSeen(page.getByText('1 record in'))
  expect(await user.records('rolled')).toEqual([{ value: 1 }])
})

test('what stands in a record is text and nothing else', async ({ page }) => {
  const markup = '<img src=x onerror="document.title=1">'
  await user.ingest(
    { pipeline: 'telemetry', format: 'ndjson', dataset: 'marked' },
    `${JSON.stringify({ cpu: markup })}\n`,
  )
  await signIn(page, `${system.url}/quarantine?dataset=marked`)
  await page.locator('summary').click()
  await expectSeen(page.getByText('<img src=x').last())
  expect(await page.locator('main img').count()).toBe(0)
})

test('the way from signing in to published records needs no mouse', async ({ page }) => {
  await page.goto(system.url)
  await page.getByLabel('User name').waitFor()
  await page.keyboard.type(developer.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(developer.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Runs' }).waitFor()
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name: 'Start a run' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Start a run' }).waitFor()
  await tabTo(page, page.getByRole('combobox', { name: 'Pipeline' }))
  await page.keyboard.type('records')
  await tabTo(page, page.getByLabel('Input'))
  await page.keyboard.type('[{"by":"keyboard"}]')
  await tabTo(page, page.getByLabel('Dataset'))
  await page.keyboard.type('typed')
  await page.keyboard.press('Enter')
  await booksOn(page)
  await tabTo(page, page.getByRole('link', { name: 'See the records' }))
  await page.keyboard.press('Enter')
  await expectSeen(page.getByRole('heading', { name: 'typed' }))
  await expectSeen(page.getByRole('cell', { name: 'keyboard' }))
})

test('a run is replayed as another', async ({ page }) => {
  await signIn(page, system.url)
  await startRun(page, 'records', '[{"again":true}]', 'replayed')
  await booksOn(page)
  const first = page.url()
  await page.getByRole('button', { name: 'Replay' }).click()
  await expectSeen(page.getByRole('dialog').getByText('the pipeline as this run had it'))
  await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
  await expect.poll(() => page.url()).not.toBe(first)
  await booksOn(page)
  await expectSeen(page.getByText('Replay of'))
  expect(await user.records('replayed')).toHaveLength(2)
  await goTo(page, 'Runs')
})

test('a run that waits for a worker says so, and is cancelled', async ({ page }) => {
  await system.kill(worker)
  await signIn(page, system.url)
  await startRun(page, 'records', '[{"never":true}]', 'waiting')
  await expectSeen(page.getByText('waits for a worker'))
  await page.getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await expectSeen(page.getByText('Ended: cancelled'))
  await expectSeen(page.getByText('The run was cancelled'))
})
