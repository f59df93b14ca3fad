import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** How often properties are tried: `FUZZ_TIMES` as often as usual. */
    fuzzTimes: number
    /** The same makes the same inputs. */
    fuzzSeed: number
  }
}

/** How often a property is tried: for a moment in every test run, longer when asked for. */
export function fuzzRuns(usual: number): { numRuns: number; seed: number } {
  return { numRuns: usual * inject('fuzzTimes'), seed: inject('fuzzSeed') }
}

/** Of a test that may be asked to try much more often than usual, in milliseconds. */
export const fuzzTimeout = 30 * 60_000
