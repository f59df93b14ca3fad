const { FUZZ, SEED, FUZZ_REQUESTS, FUZZ_FRAMES } = process.env

/** The long form is asked for: `pnpm test:fuzz`. */
export const long = FUZZ === 'long'

/** The same seed makes the same inputs. */
export const seed = Number(SEED ?? 20_260_101)

/** How many requests and frames are made. */
export const requests = Number(FUZZ_REQUESTS ?? (long ? 900_000 : 1_600))
export const frames = Number(FUZZ_FRAMES ?? (long ? 100_000 : 800))
