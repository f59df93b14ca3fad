import { join, resolve } from 'node:path'
import { createClient } from '@syndicate/client'
import { chromium } from 'playwright-core'

/*
 * Takes docs/console.png of a running `pnpm demo`:
 *
 *   node tests/browser/take-picture.ts [http://127.0.0.1:3003] [where Chromium is]
 */

const [url = 'http://127.0.0.1:3003', executablePath = '/usr/bin/chromium'] = process.argv.slice(2)
const picture = join(resolve(import.meta.dirname, '../..'), 'docs/console.png')
const minutes = 3

const client = createClient({ url })
await client.login('trader1', 'password123')
const { runs } = await client.request('GET /api/runs', {
  query: { state: 'published', limit: 100 },
})
const large = runs.find(({ pipeline }) => pipeline === 'flights')
if (!large) throw new Error('There is no run of flights here; `pnpm demo` makes one')

console.log(`Something to see first: ${minutes} minutes of readings, with a large run now and then`)
let cpu = 45
for (let second = 0; second < minutes * 60; second += 1) {
  cpu = Math.min(96, Math.max(15, cpu + (Math.random() - 0.5) * 12))
  const reading = {
    cpu: Math.round(cpu),
    mem: Math.round((3 + cpu / 50) * 2 ** 30),
    timestamp: new Date().toISOString(),
  }
  await client.sendTelemetry(reading)
  if (second % 25 === 20) await client.run(large.runId).replay()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
}
await client.logout()

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' })
await page.goto(`${url}/live`)
await page.getByLabel('User name').fill('trader1')
await page.getByLabel('Password').fill('password123')
await page.keyboard.press('Enter')
await page.getByText('postgresql is up').waitFor()
await page.getByText('cpu').first().waitFor()
// The chart is drawn anew once a second.
await page.waitForTimeout(2_500)
await page.screenshot({ path: picture })
await browser.close()
console.log(picture)
