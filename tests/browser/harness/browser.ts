import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'
import { inject } from 'vitest'

export interface OpenBrowser {
  /** A page of its own: no cookies, no storage. What goes wrong in it is kept in `troubles`. */
  page(options?: BrowserContextOptions): Promise<TestPage>
  close(): Promise<void>
}

export interface TestPage {
  page: Page
  /** Uncaught errors, and what the console calls errors. */
  troubles: string[]
  close(): Promise<void>
}

/** A headless Chromium; one for a test file is enough. */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    // Root has no sandbox, and a container little shared memory. What is called insecure.test is no loopback to a browser.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP insecure.test 127.0.0.1'],
  })
  return {
    async page(options) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const troubles: string[] = []
      page.on('pageerror', (error) => troubles.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
      return { page, troubles, close: () => context.close() }
    },
    close: () => browser.close(),
  }
}
