import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { booksOn, expectNoTroubles, expectSeen, goTo, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
const reading = '{"cpu":1,"mem":2,"timestamp":"2026-01-02T03:04:05Z"}\n'

const folder = mkdtempSync(join(tmpdir(), 'syndicate-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  // Of a real file: what is large does not go through the test.
  const file = join(folder, name)
  writeFileSync(file, text)
  await page.getByLabel('File', { exact: true }).last().setInputFiles(file)
}

/** From now on little goes up. @param bytes a second */
async function throttle(page: Page, bytes: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytes,
  })
}

test('a file comes first: it is looked at, a pipeline proposed and tried, and it goes', async ({ tab, page }) => {
  await signIn(page, `${system.url}/start`)
  await chooseFile(page, 'load.ndjson', `${reading}{"cpu":"hot","mem":2,"timestamp":"2026-01-02T03:04:05Z"}\n`)
  await expectSeen(page.getByText('ndjson, 2 records with 3 fields: cpu (mixed), mem (integer)'))
  await expectSeen(page.getByText('has 3 of the 3 fields it knows'))
  expect(await page.getByRole('combobox', { name: 'Pipeline' }).inputValue()).toBe('telemetry')
  await expectSeen(page.getByText('1 of 2 records would be stored'))
  await expectSeen(page.getByText('1 would be refused'))
  await page.getByRole('button', { name: 'Start the run' }).click()
  expect(await booksOn(page)).toMatchObject({ loaded: '1', quarantined: '1' })
  expectNoTroubles(tab)
})

test('a file that no pipeline knows may be a dataset of its own, without being chosen again', async ({ page }) => {
  await signIn(page, `${system.url}/start`)
  await chooseFile(page, 'towns.csv', 'town;people\nBern;134000\n')
  await expectSeen(page.getByText('csv, 1 record with 2 fields: town (string), people (integer).'))
  await page.getByRole('button', { name: 'New dataset of it' }).click()
  await expectSeen(page.getByRole('heading', { name: 'New dataset' }))
  await expectSeen(page.getByText('towns.csv'))
  await expectSeen(page.getByText('1 of 1 record would be stored'))
})

test('what is wrong is said at its field', async ({ page }) => {
  await user.ingest({ pipeline: 'telemetry', format: 'ndjson', dataset: 'owned' }, reading)
  await signIn(page, `${system.url}/start`)
  await chooseFile(page, 'any.json', '[{"a":1}]')
  await expectSeen(page.getByText('1 of 1 record would be stored'))
  const dataset = page.getByLabel('Dataset (optional)')
  await dataset.fill('Not a Name')
  const said = async () => {
    const ids = (await dataset.getAttribute('aria-describedby')) ?? ''
    return page.locator(`[id="${ids.split(' ')[0]}"]`).innerText()
  }
  expect(await said()).toContain('lower case letters')
  expect(await page.getByRole('button', { name: 'Start the run' }).isDisabled()).toBe(true)
  await dataset.fill('owned')
  await page.getByRole('button', { name: 'Start the run' }).click()
  await expect.poll(() => dataset.getAttribute('aria-invalid')).toBe('true')
  expect(await said()).toContain('telemetry')
  await dataset.fill('mine')
  expect(await dataset.getAttribute('aria-invalid')).toBeNull()
})

test('an upload says how fast it goes, asks who leaves it, and is stopped without a trace', async ({ page }) => {
  await signIn(page, system.url)
  await goTo(page, 'Start a run')
  await page.getByLabel('Dataset').fill('stopped')
  await chooseFile(page, 'large.ndjson', `{"text":"${'x'.repeat(90)}"}\n`.repeat(100_000))
  await expectSeen(page.getByText(/would be stored/))
  // What was typed before the file was chosen is there.
  expect(await page.getByLabel('Dataset').inputValue()).toBe('stopped')
  await page.getByRole('combobox', { name: 'Pipeline' }).selectOption('records')
  await expectSeen(page.getByText(/would be stored/))
  await throttle(page, 1_000_000)
  await page.getByRole('button', { name: 'Start the run' }).click()
  await expectSeen(page.getByText(/\/s, about \d+(\.\d)? (ms|s|min).* left/))

  const questions: string[] = []
  page.on('dialog', (dialog) => {
    questions.push(dialog.type())
    void dialog.dismiss()
  })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Datasets' }).click()
  // Nobody asks before a page is left that nobody has touched; a click has touched it.
  await page.close({ runBeforeUnload: true })
  await expect.poll(() => questions).toEqual(['confirm', 'beforeunload'])
  expect(page.url()).toContain('/start')
  // Nor by keys, by going back, or by signing out; within the page nobody is asked.
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect.poll(() => questions.length).toBe(3)
  await page.goBack()
  await expect.poll(() => questions.length).toBe(4)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => questions.length).toBe(5)
  expect(new Set(questions.slice(2))).toEqual(new Set(['confirm']))
  expect(page.url()).toContain('/start')

  await page.getByRole('button', { name: 'Stop the upload' }).click()
  await expectSeen(page.getByText('The upload is stopped'))
  await throttle(page, -1)
  await expect.poll(async () => (await user.get<{ runs: unknown[] }>('/api/runs?dataset=stopped')).runs).toEqual([])
  expect((await user.fetch('/api/registry/stopped')).status).toBe(404)
  // Nothing is lost here: it can go again.
  await page.getByRole('button', { name: 'Start the run' }).click()
  await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
})

test('examples stand below, and one of them is a run away', async ({ page }) => {
  await signIn(page, `${system.url}/start?pipeline=records`)
  await page.getByRole('link', { name: 'an array keeps its order' }).click()
  await expect.poll(() => page.getByLabel('Input').inputValue()).not.toBe('')
  await page.getByRole('button', { name: 'Start the run' }).click()
  await booksOn(page)
})
