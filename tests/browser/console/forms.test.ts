import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { startSystemInBrowser } from '../harness/system-in-browser.ts'
import { expectSeen, signIn } from './console-page.ts'

const { system, user, test } = await startSystemInBrowser({ workers: 0 })

/** A validator's own words, which are for programs. */
const raw = /must (match|be|NOT)|\/body|pattern|anyOf|schema/

/** What is said at a field that has the focus, as whoever hears the page is told it. */
async function saidAt(page: Page, label: string): Promise<string> {
  const field = page.getByRole('dialog').getByLabel(label, { exact: true })
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  await expect.poll(() => field.evaluate((element) => element.matches(':focus'))).toBe(true)
  const ids = (await field.getAttribute('aria-describedby'))!.split(' ')
  const said = await page.locator(`[id="${ids[0]}"]`).textContent()
  expect(await page.getByRole('dialog').textContent()).not.toMatch(raw)
  return said!
}

test('a user name that cannot be one is told at its field, and so is one that is taken', async ({ page }) => {
  await signIn(page, `${system.url}/users`)
  await page.getByRole('button', { name: 'Add a user' }).click()
  await page.getByLabel('User name').fill('ada lovelace!')
  await page.getByLabel('Password').fill('tired zebra charger paperclip')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await saidAt(page, 'User name')).toContain('Letters, digits and . _ @ - alone')
  await page.getByLabel('User name').fill('trader1')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await saidAt(page, 'User name')).toContain('There is a user trader1 already')
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await saidAt(page, 'Password')).toContain('At least 8 characters')
})

test('a key for a dataset that cannot have such a name is told at that field', async ({ page }) => {
  await signIn(page, `${system.url}/keys`)
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByLabel('What it is for').fill('press line 3')
  await page.getByLabel('Read this dataset only (optional)').fill('Press Line')
  await page.getByRole('button', { name: 'Make it' }).click()
  expect(await saidAt(page, 'Read this dataset only (optional)')).toContain('lower case letters')
})

test('destinations and rules say at their fields what they take', async ({ page }) => {
  const hook = { name: 'hook', kind: 'webhook', url: 'http://localhost:9/' }
  expect((await user.post('/api/alerts/destinations', hook)).status).toBe(201)
  await signIn(page, `${system.url}/alerts`)
  await page.getByRole('button', { name: 'Add a destination' }).click()
  await page.getByLabel('Name', { exact: true }).fill('broken')
  await page.getByLabel('URL').fill('ftp://example.org')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await saidAt(page, 'URL')).toContain('begins with https://')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name', { exact: true }).fill('silence')
  await page.getByLabel('Tell when').selectOption('nothing-arrived')
  await page.getByLabel('Hours', { exact: true }).fill('0.5')
  await page.getByLabel('Dataset', { exact: true }).fill('telemetry')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await saidAt(page, 'Hours')).toContain('A whole number of hours')
})

test('a filter that an address brought and nobody knows is told in words', async ({ page }) => {
  await signIn(page, `${system.url}/?state=sleeping`)
  const alert = page.getByRole('alert')
  await expectSeen(alert.filter({ hasText: 'state has to be one of accepted, running' }))
  expect(await alert.textContent()).not.toMatch(raw)
})
