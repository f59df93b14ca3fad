import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { signIn } from './console-page.ts'

/** The text of the pipeline. */
export const editor = (page: Page) => page.getByLabel('Definition as YAML')
export const save = (page: Page) => page.getByRole('button', { name: 'Save …' })

/** What is told to be wrong, by lines and words. */
export async function expectFaults(page: Page, faults: unknown[]): Promise<void> {
  await expect.poll(() => page.locator('.fault-list li').allTextContents(), { timeout: 15_000 }).toEqual(faults)
}

/** Signs in at the editor of a pipeline. */
export async function edit(page: Page, url: string, name: string): Promise<void> {
  await signIn(page, `${url}/pipelines/${name}/edit`)
  await editor(page).waitFor()
}
