/** How often a property is tried: for a moment in every test run, and `FUZZ_TIMES` as often when asked for. */
export function fuzzRuns(usual: number): { numRuns: number; seed?: number } {
  const { FUZZ_TIMES, SEED } = (import.meta as ImportMeta & { env: Record<string, string | undefined> }).env
  return { numRuns: usual * Number(FUZZ_TIMES ?? 1), seed: Number(SEED ?? 20_260_101) }
}

/** Of a test that may be asked to try much more often than usual, in milliseconds. */
export const fuzzTimeout = 30 * 60_000
