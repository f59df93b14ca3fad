import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { findProgram } from '@syndicate/stack'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string
  }
}

const chromium = {
  title: 'Chromium',
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  debianPackage: 'chromium',
  advice:
    'No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium; Fedora: dnf install chromium; ' +
    'macOS: brew install chromium), or leave these tests out: vitest run --project unit --project integration.',
}

/** Finds the browser, and sees that there is something to show it. */
export async function setup(project: TestProject): Promise<void> {
  if (!existsSync(resolve(import.meta.dirname, '../../../packages/client/dist/client.min.js')))
    throw new Error('What browsers are served is not built; run `pnpm build` first, as `pnpm test` does')
  project.provide('chromium', await findProgram(chromium, process.env, console.log))
}
