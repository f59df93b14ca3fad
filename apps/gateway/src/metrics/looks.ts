import type { LookOptions } from '@syndicate/metrics'

/** Well below a scrape's own, which is ten seconds as a rule. */
const patienceMs = 4_000

/** How fresh figures of PostgreSQL and Redis are, and how long a scrape waits for them. */
export const looks = {
  /** Whether they answer at all: nothing stands in for that. */
  ping: { freshMs: 500, patienceMs, keptMs: 0 },
  often: { freshMs: 500, patienceMs, keptMs: 60_000 },
  /** For what costs them more. */
  seldom: { freshMs: 3_000, patienceMs, keptMs: 60_000 },
} satisfies Record<string, LookOptions>
