import type { Page } from 'playwright-core'
import { afterAll, test as base } from 'vitest'
import { signIn } from '../../acceptance/client.ts'
import { startSystem, type SystemOptions } from '../../acceptance/system.ts'
import { openBrowser, type TestPage } from './browser.ts'
import { openGate } from './gate.ts'

interface Shown {
  /** Of this test alone: nobody is signed in. */
  tab: TestPage
  page: Page
}

/**
 * What the tests of a file look at: a system, a gate before it, a browser, and an administrator who reaches the system without
 * either. Its `test` hands each test a tab of its own; all of it is closed at the end.
 */
export async function startSystemInBrowser(options: SystemOptions) {
  const system = await startSystem(options)
  const gate = await openGate(system.url)
  const browser = await openBrowser()
  const user = await signIn(system.url)
  afterAll(async () => {
    await browser.close()
    await gate.stop()
    await system.stop()
  })
  const test = base.extend<Shown>({
    // oxlint-disable-next-line eslint/no-empty-pattern -- that is how it says that it needs no other
    tab: async ({}, use) => {
      const tab = await browser.page()
      await use(tab)
      await tab.close()
    },
    page: ({ tab }, use) => use(tab.page),
  })
  return { system, gate, browser, user, test }
}
