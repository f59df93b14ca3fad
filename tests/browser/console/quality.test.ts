import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, signIn } from './console-page.ts'
import { salesCsv } from '../../acceptance/sales-csv.ts'

/** Of all that the first view takes, compressed, the answers of the API included. */
const mostBytes = 100_000

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const { system, browser, user } = await startSystemInBrowser({ workers: 1 })
const bad = '{"cpu":"hot"}\n{"cpu":1,"mem":1,"timestamp":"2026-01-02T03:04:05Z"}\n'
const run = await user.ingest({ pipeline: 'telemetry', format: 'ndjson' }, bad)
const failed = await user.ingest({ pipeline: 'records' }, '[{"a":1}')
const hook = { name: 'hook', kind: 'webhook', url: 'http://localhost:9/' }
const { id: hookId } = (await (await user.post('/api/alerts/destinations', hook)).json()) as { id: string }
await user.post(`/api/alerts/destinations/${hookId}/test`)
await user.post('/api/alerts/rules', {
  name: 'silence',
  when: { event: 'nothing-arrived', dataset: 'telemetry', hours: 26 },
  destinations: [hookId],
})
const tab = await browser.page()
const { page } = tab
await signIn(page, system.url)

test('the first view takes little', async () => {
  const first = await browser.page()
  let bytes = 0
  const sizes: Promise<unknown>[] = []
  first.page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize)))
  })
  await signIn(first.page, system.url)
  await first.page.getByRole('table', { name: 'Runs' }).waitFor()
  await Promise.all(sizes)
  await first.close()
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(mostBytes)
})

interface Violation {
  id: string
  impact: string
  nodes: { target: string[] }[]
}

/** What axe finds on the page as it is now, of what keeps people from using it. */
async function violations(of: Page): Promise<string[]> {
  await of.evaluate(axe)
  const found = await of.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await checker.run()).violations
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** In both themes. @param others what is not ours to mend */
async function expectAccessible(of: Page, others: string[] = []): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await of.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const found = (await violations(of)).filter((each) => !others.some((other) => each.startsWith(`${other}:`)))
    expect([colorScheme, found]).toEqual([colorScheme, []])
  }
}

describe('axe finds nothing serious', () => {
  test.each([
    ['/', 'Runs'],
    [`/runs/${run.runId}`, 'Run of telemetry'],
    [`/runs/${failed.runId}`, 'Run of records'],
    ['/start', 'Start a run'],
    ['/quarantine', 'Quarantine'],
    ['/datasets', 'Datasets'],
    ['/datasets/telemetry', 'telemetry'],
    ['/new', 'New dataset'],
    ['/pipelines', 'Pipelines'],
    ['/pipelines/telemetry', 'telemetry'],
    ['/pipelines/telemetry/edit', 'Edit telemetry'],
    ['/new/pipeline', 'New pipeline'],
    ['/live', 'Live'],
    ['/alerts', 'Alerts'],
    ['/keys', 'Keys'],
    ['/users', 'Users'],
    ['/account', 'Your account'],
    ['/audit', 'Audit trail'],
    ['/no/such/page', 'There is nothing here'],
    ['/runs/no-such-run', 'Run'],
  ])('at %s', async (path, title) => {
    await page.goto(system.url + path)
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    await expect.poll(() => page.locator('.waiting').count(), { timeout: 10_000 }).toBe(0)
    await expectAccessible(page)
  })

  test('over a file as it is understood, wide and narrow', async () => {
    await page.goto(`${system.url}/new`)
    const file = { name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(salesCsv) }
    await page.getByLabel('File', { exact: true }).setInputFiles(file)
    await page.locator('.bad-cell').first().waitFor()
    await page.getByText('More about the reading').click()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('over a file that is to be run, what it looks like and where it may go, wide and narrow', async () => {
    await page.goto(`${system.url}/start`)
    const file = { name: 'load.ndjson', mimeType: 'text/plain', buffer: Buffer.from(bad) }
    await page.getByLabel('File', { exact: true }).last().setInputFiles(file)
    await page.getByText('1 of 2 records would be stored').waitFor()
    await page.getByLabel('Dataset (optional)').fill('Not a Name')
    await expectAccessible(page)
    await page.setViewportSize({ width: 375, height: 812 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('over records that are filtered and sorted, their columns, and one of them whole, wide and narrow', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => `{"n":${n},"l":[${n}],"t":"${'long '.repeat(40)}"}\n`).join('')
    for (const _ of ['first', 'second'])
      await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'looked' }, lines)
    await page.goto(`${system.url}/datasets/looked?filter=${encodeURIComponent('[["n","less","9"]]')}&sort=-n`)
    await page.getByText('18 records', { exact: true }).waitFor()
    await page.getByText('Columns: 3 of 3').click()
    await page.getByText('[8]').first().click()
    await page.getByText('As a table').click()
    await expectAccessible(page)
    await page.setViewportSize({ width: 375, height: 812 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page
      .getByRole('button', { name: /whole record/ })
      .first()
      .click()
    await page.getByRole('dialog').getByText('ndjson,').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('over records that are to be erased, wide and narrow', async () => {
    await page.goto(`${system.url}/datasets/telemetry`)
    await page.getByRole('button', { name: 'Erase records' }).click()
    await page.getByRole('textbox', { name: 'Field' }).fill('level')
    await page.getByLabel('Value').fill('ok')
    await page.getByRole('button', { name: 'See what there is' }).click()
    await page.getByRole('dialog').getByRole('status').waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 375, height: 812 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('over runs that are one entry, opened, wide and narrow', async () => {
    for (let n = 0; n < 24; n++)
      await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'gathered' }, '{"a":1}\n')
    await page.goto(`${system.url}/?dataset=gathered`)
    await page
      .getByRole('button', { name: /runs in/ })
      .first()
      .click()
    await page.locator('.folded-runs a.run-link').first().waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 375, height: 812 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  test('over the help, and over a field that says what is wrong', async () => {
    await page.goto(system.url)
    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('dialog', { name: 'Help' }).waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 375, height: 812 })
    await page.getByRole('dialog', { name: 'Help' }).getByText('Quarantine').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.keyboard.press('Escape')
    await page.goto(`${system.url}/users`)
    await page.getByRole('button', { name: 'Add a user' }).click()
    await page.getByLabel('User name').fill('not a name')
    await page.getByLabel('Password').fill('tired zebra charger paperclip')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.locator('.field-error').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  })

  test('over the API reference', { timeout: 90_000 }, async () => {
    const reference = await browser.page()
    await reference.page.goto(`${system.url}/docs`)
    await reference.page.getByText('/api/runs', { exact: true }).waitFor()
    // Swagger UI makes a button of a line, with buttons in it.
    await expectAccessible(reference.page, ['nested-interactive'])
    await reference.close()
  })

  test('over a rule that is being written', async () => {
    await page.goto(`${system.url}/alerts`)
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('Alerts an hour at most').waitFor()
    await expectAccessible(page)
  })

  test('over a pipeline that somebody edits, with faults and without, wide and narrow', async () => {
    await page.goto(`${system.url}/pipelines/telemetry/edit`)
    const editor = page.getByLabel('Definition as YAML')
    const text = await editor.inputValue()
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.locator('.refused-groups summary').first().click()
    await editor.fill(`${text}onInvalid: sometimes\n`)
    await page.locator('.fault-list li').waitFor()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1280, height: 720 })
    await editor.fill(`${text}onInvalid: reject\n`)
    await page.getByRole('button', { name: 'Save …' }).click()
    await page.getByRole('button', { name: /Save as version/ }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Discard' }).click()
  })

  test('when signing in, in a dialog, and in the menu of a phone', async () => {
    const stranger = await browser.page({ viewport: { width: 390, height: 844 } })
    await stranger.page.goto(system.url)
    await stranger.page.getByLabel('User name').waitFor()
    await expectAccessible(stranger.page)
    await stranger.page.goto(`${system.url}/account`)
    await stranger.close()

    await page.goto(`${system.url}/quarantine`)
    await page.getByRole('button', { name: 'Mend and replay' }).click()
    await page.getByLabel('Field', { exact: true }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Menu' }).click()
    await expectAccessible(page)
    // Nothing to try yet, and a definition that is none.
    expectNoTroubles(tab, [401, 400, 404, 422])
  })
})
