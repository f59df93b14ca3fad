import type { LookOptions } from '@syndicate/metrics'

/** How fresh figures of PostgreSQL and Redis are, and how long a scrape waits for them. */
export const looks = {
  often: { freshMs: 500, patienceMs: 1_000 },
  /** For what costs them more. */
  seldom: { freshMs: 3_000, patienceMs: 1_000 },
} satisfies Record<string, LookOptions>
