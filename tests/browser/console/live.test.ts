import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectNoTroubles, expectSeen, signIn } from './console-page.ts'

const { system, browser, user, test } = await startSystemInBrowser({ workers: 1 })

/** What a figure at the head of the page says. */
async function figure(page: Page, name: string): Promise<string> {
  const entry = page.locator('.figures > div').filter({ hasText: name })
  return (await entry.locator('dd').textContent()) ?? ''
}

/** What the server has counted, as often as it told of it. */
async function countsTold(): Promise<number> {
  const { events } = await user.get<{ events: unknown[] }>('/api/telemetry?topic=system.stats')
  return events.length
}

test('figures are what the server counted: the same for who looks later, and after a reload', async ({ tab, page }) => {
  await signIn(page, `${system.url}/live`)
  await expect.poll(countsTold, { timeout: 20_000 }).toBeGreaterThan(0)
  for (let n = 0; n < 5; n++)
    await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'counted' }, '{"a":1}\n{"a":2}\n')
  const runs = (of: Page) => expect.poll(() => figure(of, 'runs in the last minute'), { timeout: 20_000 })
  await runs(page).toBe('5')
  await page.reload()
  await runs(page).toBe('5')
  const later = await browser.page()
  await signIn(later.page, `${system.url}/live`)
  await runs(later.page).toBe('5')
  await later.close()
  expectNoTroubles(tab)
})

test('before anybody has counted twice, nothing is made up', async ({ page }) => {
  await signIn(page, system.url)
  // No event ever arrives: the server is heard of by neither way.
  await page.routeWebSocket('**/ws/telemetry', () => {})
  await page.route('**/api/telemetry*', (route) => route.abort())
  await page.goto(`${system.url}/live`)
  await expectSeen(page.getByRole('heading', { name: 'Records published' }))
  expect(await figure(page, 'records/s over the last minute')).toBe('–')
  expect(await figure(page, 'runs in the last minute')).toBe('–')
})
