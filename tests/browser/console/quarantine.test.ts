import { readFileSync } from 'node:fs'
import type { Run } from '@syndicate/contracts'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const pipelines = `
  orders:
    format: csv
    schema: order
    steps:
      - rename: { Preis: price }
      - cast: { qty: integer, price: number }
`
const schemas = `
  order:
    type: object
    required: [item, qty, price]
    properties: { item: { type: string }, qty: { type: integer }, price: { type: number, minimum: 0 } }
`
/** What came on a Monday: five rows will not do, of two fields. */
const monday = 'item,qty,Preis\nnut,1,2\nbolt,3 pcs,4\nscrew,n/a,5\nnail,3 pcs,6\npin,2,free\nclip,9,-1\n'

const { system, user, test } = await startSystemInBrowser({ workers: 1, config: { pipelines, schemas } })
test.afterEach(({ tab }) => expectNoTroubles(tab))

async function ingest(dataset: string): Promise<Run> {
  const run = await user.ingest({ pipeline: 'orders', dataset }, monday)
  expect(run.counts).toMatchObject({ loaded: 1, quarantined: 5 })
  return run
}

/** Seconds that somebody takes who knows what to do: to find a thing and click it, to press a key, to type a sign (KLM). */
const secondsOf = { click: 1.1 + 0.2 + 1.35, key: 0.28 }

/** Somebody whose clicks and keys are counted. */
function person(page: Page) {
  let seconds = 0
  return {
    seconds: () => seconds,
    async click(what: Locator) {
      seconds += secondsOf.click
      await what.click()
    },
    async press(key: string) {
      seconds += secondsOf.key
      await page.keyboard.press(key)
    },
    async type(text: string) {
      seconds += text.length * secondsOf.key
      await page.keyboard.type(text)
    },
  }
}

test('five rows of a Monday are found by field, mended, tried and replayed in under thirty seconds of clicks', async ({
  page,
}) => {
  await ingest('monday')
  await signIn(page, `${system.url}/quarantine?dataset=monday`)
  const dialog = page.getByRole('dialog')
  const groups = page.getByRole('list', { name: 'Reasons' })
  const one = person(page)

  // Three of one field at once.
  await expectSeen(groups.getByRole('link', { name: /qty.*3.*“3 pcs”, “n\/a”/ }))
  await one.click(groups.getByRole('link', { name: /qty/ }))
  await expectSeen(page.getByRole('article').getByText('3 pcs', { exact: true }))
  await one.click(page.getByRole('button', { name: 'Mend all' }))
  const value = dialog.getByLabel('To', { exact: true })
  await expect.poll(() => value.evaluate((input) => input.matches(':focus'))).toBe(true)
  expect(await dialog.getByLabel('Field', { exact: true }).inputValue()).toBe('qty')
  // Their values differ, so that of one is not proposed for all.
  expect(await value.inputValue()).toBe('')
  expect(await dialog.locator('.button.primary').allTextContents()).toEqual(['Try it'])
  await one.type('3')
  await one.press('Enter')
  await expectSeen(dialog.getByText('3 records would pass'))
  const tried = dialog.getByRole('list', { name: 'What would become of each' }).getByRole('listitem')
  expect(await tried.allTextContents()).toEqual([
    expect.stringMatching(/passes.*line 3.*qty "3 pcs" → "3"/),
    expect.stringMatching(/passes.*line 4.*qty "n\/a" → "3"/),
    expect.stringMatching(/passes.*line 5.*qty "3 pcs" → "3"/),
  ])
  await one.press('Enter')
  await expectSeen(dialog.getByText('published 3 records into monday.'))
  await one.press('Enter')

  // Two of another, whose name is another before the steps: one by one, the next in front by itself.
  await one.click(groups.getByRole('link', { name: /price.*free/ }))
  await one.click(page.getByRole('button', { name: /^Mend and replay/ }))
  await expect.poll(() => value.inputValue()).toBe('free')
  expect(await dialog.getByLabel('Field', { exact: true }).inputValue()).toBe('Preis')
  await one.type('-2')
  await one.press('Enter')
  await expectSeen(dialog.getByText('refused', { exact: true }))
  await expectSeen(dialog.getByText('price must be >= 0, but is -2'))
  await value.selectText()
  await one.type('2')
  await one.press('Enter')
  await expectSeen(dialog.getByText('1 record would pass'))
  await one.press('Enter')
  await expectSeen(dialog.getByText('published 1 record into monday.'))
  await one.press('Enter')

  await one.click(page.getByRole('button', { name: /^Mend and replay/ }))
  await expect.poll(() => value.inputValue()).toBe('-1')
  await one.type('1')
  await one.press('Enter')
  await expectSeen(dialog.getByText('1 record would pass'))
  await one.press('Enter')
  await expectSeen(dialog.getByText('published 1 record into monday.'))
  await one.press('Enter')
  await expectSeen(page.getByText('Nothing waits here'))

  expect(one.seconds()).toBeLessThan(30)
  expect(await user.records('monday')).toMatchObject([
    { item: 'nut', qty: 1, price: 2 },
    { item: 'bolt', qty: 3 },
    { item: 'screw', qty: 3 },
    { item: 'nail', qty: 3 },
    { item: 'pin', price: 2 },
    { item: 'clip', price: 1 },
  ])
})

test('behind a record that was replayed the next one of its group is in front', async ({ page }) => {
  await ingest('next')
  await signIn(page, `${system.url}/quarantine?dataset=next&field=qty`)
  const dialog = page.getByRole('dialog')
  await page
    .getByRole('button', { name: /^Mend and replay/ })
    .first()
    .click()
  for (const [index, before] of ['3 pcs', 'n/a', '3 pcs'].entries()) {
    await expect.poll(() => dialog.getByLabel('To', { exact: true }).inputValue()).toBe(before)
    await page.keyboard.type('5')
    await page.keyboard.press('Enter')
    await expectSeen(dialog.getByText('1 record would pass'))
    await page.keyboard.press('Enter')
    await expectSeen(dialog.getByText('published 1 record into next.'))
    expect(await dialog.getByRole('button', { name: 'Next record' }).count()).toBe(index < 2 ? 1 : 0)
    await page.keyboard.press('Enter')
  }
  await expectSeen(page.getByText('Nothing waits here'))
  expect(await user.quarantine('dataset=next&state=open')).toHaveLength(2)
})

test('search and field stand in the address, and "all" of what they find is no more than that', async ({ page }) => {
  await ingest('searched')
  await signIn(page, `${system.url}/quarantine?dataset=searched`)
  await page.getByRole('searchbox').fill('3 PCS')
  await expect.poll(() => page.url()).toContain('q=3+PCS')
  await page.reload()
  await expectSeen(page.getByText('qty: 2 records'))
  await page.getByRole('button', { name: 'Discard all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await expectSeen(page.getByText('Nothing waits here'))
  await page.getByRole('searchbox').fill('')
  await page.getByLabel('Field at fault').selectOption('qty')
  await expect.poll(() => page.url()).toContain('field=qty')
  await expectSeen(page.getByText('qty: 1 record'))
  expect(await user.quarantine('dataset=searched&state=open')).toHaveLength(3)
})

test('a dry run of a file that is no longer chosen is not shown', async ({ page }) => {
  await ingest('late')
  await signIn(page, `${system.url}/quarantine?dataset=late`)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Take as CSV' }).click()
  const csv = readFileSync(await (await download).path(), 'utf8')
  await page.getByRole('button', { name: 'Send mended CSV' }).click()
  let goOn = (): void => {}
  const second = new Promise<void>((resolve) => (goOn = resolve))
  let tried = 0
  await page.route(/api\/quarantine\/mend\?/, async (route) => {
    if ((tried += 1) === 1) await second
    await route.continue()
  })
  const file = page.getByRole('dialog').getByLabel('File')
  const choose = (text: string) =>
    file.setInputFiles({ name: 'refused.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await choose(csv.replaceAll('3 pcs,', '3,').replace(',free', ',7'))
  await expect.poll(() => tried).toBe(1)
  await choose(csv.replace(',free', ',7'))
  goOn()
  await expectSeen(page.getByRole('dialog').getByText('1 record would pass'))
  expect(tried).toBe(2)
})

test('refused records are taken to a spreadsheet, and sent back mended', async ({ page }) => {
  await ingest('sheet')
  await signIn(page, `${system.url}/quarantine?dataset=sheet`)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Take as CSV' }).click()
  expect((await download).suggestedFilename()).toBe('refused.csv')
  const csv = readFileSync(await (await download).path(), 'utf8')
  await page.getByRole('button', { name: 'Send mended CSV' }).click()
  const dialog = page.getByRole('dialog')
  const buffer = Buffer.from(csv.replaceAll('3 pcs,', '3,').replace(',free', ',7'))
  await dialog.getByLabel('File').setInputFiles({ name: 'refused.csv', mimeType: 'text/csv', buffer })
  await expectSeen(dialog.getByText('3 records would pass'))
  await expectSeen(dialog.getByText('2 records left where they are: unchanged.'))
  await dialog.getByRole('button', { name: 'Replay what was changed' }).click()
  await expectSeen(dialog.getByText('published 3 records into sheet.'))
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expectSeen(page.getByText('qty: 1 record'))
})
