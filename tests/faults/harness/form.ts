/** `short` runs with every test run; `long` is asked for by FAULTS=long. */
export const long = process.env['FAULTS'] === 'long'

/** What a scenario is to do in each form. */
export function sized<T>(short: T, inLong: T): T {
  return long ? inLong : short
}

/** Names all that is random; SEED=n repeats it, and without it each long run draws another. */
export const seed = Number(process.env['SEED'] ?? 1)
