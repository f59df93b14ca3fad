import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { sharedProcesses } from './packages/stack/src/testing/shared-process.ts'

// The tests start hundreds of processes of the same files; what was compiled once halves the start of the next.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

const { FUZZ_TIMES, SEED } = process.env
/** Tests wait more than they work: on a small machine a few more than it has cores. */
const maxWorkers = Math.max(3, availableParallelism())
/** Node runs the files as they are: nothing is bundled, and nothing is imported through Vite. */
const experimental = { viteModuleRunner: false, nodeLoader: false }
const limits = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // What is waited for comes at once; on a machine that is busy it comes later.
  expect: { poll: { timeout: 10_000 } },
  maxWorkers,
}
const dependencies = '**/node_modules/**'

// Projects, so that a run of unit tests alone starts no services.
export default defineConfig({
  test: {
    experimental,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,bench,scripts}/**/*.test.ts'],
          exclude: [dependencies, '**/tests/**'],
          // They share nothing but code, which need not be loaded anew for each file.
          isolate: false,
          provide: { fuzzTimes: Number(FUZZ_TIMES ?? 1), fuzzSeed: Number(SEED ?? 20_260_101) },
          ...limits,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            '{apps,packages,bench,scripts}/**/tests/**/*.test.ts',
            'tests/{acceptance,attacks,budget,cli,docs,fuzz,helm,observe,postgres,proxies,values}/**/*.test.ts',
          ],
          exclude: [dependencies],
          globalSetup: ['packages/stack/src/testing/global-setup.ts'],
          isolate: false,
          pool: sharedProcesses,
          ...limits,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          exclude: [dependencies],
          globalSetup: ['packages/stack/src/testing/global-setup.ts', 'tests/browser/harness/global-setup.ts'],
          ...limits,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          exclude: [dependencies],
          globalSetup: ['tests/faults/harness/global-setup.ts'],
          ...limits,
          // Apart from the others and one file at a time: it breaks things by the clock, and needs the machine for itself.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
