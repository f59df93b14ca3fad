const { BUDGET, SEED } = process.env

/** The long form is asked for: `pnpm test:budget`. */
export const long = BUDGET === 'long'

/** The same seed makes the same inputs. */
export const seed = Number(SEED ?? 20_260_101)

const KiB = 1024

/** How large hostile inputs are, in bytes, beside those of the largest size. */
export const sizes = long ? [KiB, 8 * KiB, 24 * KiB, 64 * KiB] : [64 * KiB]

/** One in so many is drawn of the inputs that may be uploaded, so that the short form takes seconds. */
export const oneIn = long ? 1 : 3
