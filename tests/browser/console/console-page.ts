import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { developer } from '../../acceptance/client.ts'
import type { TestPage } from '../harness/browser.ts'

/** Opens an address of the console and signs in there. */
export async function signIn(page: Page, url: string, credentials = developer): Promise<void> {
  page.setDefaultTimeout(10_000)
  await page.goto(url)
  await page.getByLabel('User name').fill(credentials.username)
  await page.getByLabel('Password').fill(credentials.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Goes to a page by the navigation, as people do: the document stays. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** Fills in the form of the start page and sends it off. @returns when the run is shown */
export async function startRun(page: Page, pipeline: string, input: string, dataset = ''): Promise<void> {
  await goTo(page, 'Start a run')
  await page.getByRole('radio', { name: 'Paste' }).check()
  await page.getByRole('combobox', { name: 'Pipeline' }).selectOption(pipeline)
  await page.getByLabel('Input').fill(input)
  await page.getByLabel('Dataset').fill(dataset)
  await page.getByRole('button', { name: 'Start the run' }).click()
  await page.getByRole('heading', { name: `Run of ${pipeline}` }).waitFor()
}

/** The books as the page of a run shows them, once they are final. */
export async function booksOn(page: Page): Promise<Record<string, string>> {
  await page.getByText('The books balance: every record is accounted for.').waitFor()
  const entries = page.getByRole('region', { name: 'Books' }).locator('.books-entry')
  const texts = await entries.evaluateAll((all) =>
    all.map((each) => [...each.children].map((part) => part.textContent)),
  )
  return Object.fromEntries(texts.map(([count, name]) => [name, count]))
}

/** Waits for something to be seen; a failure says what was there instead. */
export async function expectSeen(locator: Locator): Promise<void> {
  const first = locator.first()
  await first.waitFor({ timeout: 20_000 }).catch(async (error: Error) => {
    throw new Error(`${error.message}\nThe page said: ${await locator.page().locator('body').innerText()}`)
  })
}

/** Presses Tab until something has the focus, as whoever has no mouse does. @throws Error when it cannot be reached */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${String(target)} is not reached by the Tab key`)
}

/**
 * Nothing tripped in the page, and nothing was refused by its policy. @param statuses of answers that are no trouble: that nobody
 * was signed in yet is none
 */
export function expectNoTroubles({ troubles }: TestPage, statuses = [401]): void {
  expect(troubles.filter((each) => !statuses.some((status) => each.includes(`status of ${status}`)))).toEqual([])
}
