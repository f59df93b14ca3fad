import { defineConfig } from 'vitest/config'

/** Apart from the other tests: it builds the image, and takes minutes and an engine that runs it, with one stack at a time. */
export default defineConfig({
  test: {
    include: ['deploy/tests/*.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
  },
})
