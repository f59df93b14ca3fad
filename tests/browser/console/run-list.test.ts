import type { Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, goTo, signIn, tabTo } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 1 })
test.afterEach(({ tab }) => expectNoTroubles(tab))

const longName = `Übersicht der Bestellungen aus allen Filialen im ${'sehr '.repeat(20)}langen Jahr 2026 (Kopie).csv`

/** Readings of half a minute, each a run of its own. */
async function readings(count: number, dataset: string): Promise<Run[]> {
  const runs: Run[] = []
  for (let n = 0; n < count; n++)
    runs.push(await user.ingest({ pipeline: 'records', format: 'ndjson', dataset }, `{"n":${n}}\n`))
  return runs
}

test('a row leads to its run, whatever of it is clicked, and by the keyboard', async ({ page }) => {
  const run = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'clicked' }, '{"a":1}\n')
  await signIn(page, system.url)
  const row = page.getByRole('row', { name: /clicked/ })
  const link = row.getByRole('link')
  expect(await link.getAttribute('href')).toBe(`/runs/${run.runId}`)
  for (const place of [row.getByText('published'), row.locator('.stages'), row.locator('time')]) {
    const box = (await place.boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/runs/${run.runId}`)
    await goTo(page, 'Runs')
  }
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
})

test('a run says its file, who started it and which share was refused; nothing is out of sight at 1440 pixels', async ({
  page,
}) => {
  const query = { pipeline: 'records', format: 'csv', dataset: 'sheets' }
  const run = await user.ingest({ ...query, fileName: longName }, 'a,b\n1,2\n3\n4,5\n')
  await page.setViewportSize({ width: 1440, height: 900 })
  await signIn(page, system.url)
  const row = page.getByRole('row', { name: /sheets/ })
  await expectSeen(row.getByText('published with refusals'))
  await expectSeen(row.getByText('33 %'))
  await expectSeen(row.getByText('trader1'))
  await expectSeen(row.getByText('Übersicht der Bestellungen'))
  const frame = page.getByRole('region', { name: 'Runs, newest first' })
  expect(await frame.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await page.getByLabel('Search runs').fill('übersicht der BEST')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await row.getByRole('link').click()
  await expectSeen(page.getByText(longName))
  await expectSeen(page.getByText('started by trader1'))
  expect(run.fileName).toBe(longName)
})

test('many small runs that are alike are one entry, which opens', async ({ page }) => {
  const runs = await readings(24, 'gathered')
  await signIn(page, `${system.url}/?dataset=gathered`)
  const entries = page.getByRole('button', { name: /gathered/ }).filter({ hasText: 'runs in' })
  // They may have come over the end of five minutes.
  await expectSeen(entries)
  const told = (await entries.allTextContents()).map((text) => Number(/(\d+) runs? in/.exec(text)![1]))
  const alone = await page.locator('a.run-link').count()
  expect(told.reduce((sum, each) => sum + each, alone)).toBe(runs.length)
  await entries.first().focus()
  await page.keyboard.press('Enter')
  const behind = page.getByRole('region', { name: /runs of records that are one entry/ })
  await expect.poll(() => behind.locator('a.run-link').count()).toBe(told[0])
  await behind.locator('a.run-link').first().click()
  await expectSeen(page.getByRole('heading', { name: 'Run of records' }))
})
