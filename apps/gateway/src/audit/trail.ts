import type { Catalog, NewAuditEntry } from '@syndicate/catalog'
import type { AuditKind, AuditOutcome, ProblemCode } from '@syndicate/contracts'
import { createBatcher, within } from '@syndicate/timing'
import { printable } from './printable.ts'
import { createTally } from './tally.ts'

/** What happened. Never a secret, never a payload: names, ids and codes. */
export interface AuditEvent {
  kind: AuditKind
  outcome?: AuditOutcome
  code?: ProblemCode | null
  userId?: string | null
  keyId?: string | null
  /** Method and template, such as `POST /api/runs/:id/cancel`. */
  route?: string | null
  target?: string | null
  /** Of a pipeline: its last one after that. */
  version?: number | null
  address?: string | null
  agent?: string | null
}

/** Entries go out together: so many, or those of so long. Enough for all that is summed up and what was done meanwhile. */
const most = 2_000
const waitMs = 100
/** Like refusals of so long are one entry: with the time to write it, within a second of the first. */
const tallyMs = 500
/** How long to wait before trying again what the catalog did not take. */
const retryMs = 500
/** Beyond so many entries that are not yet written, what was done is summed up as well. */
const maxHeld = 10_000
/** How long closing may take. */
const closeMs = 5_000

export interface TrailDeps {
  audit: Pick<Catalog['audit'], 'add'>
  onError: (error: unknown) => void
  /** Told how many entries were not written before the end. */
  onLost: (count: number) => void
}

export type Trail = ReturnType<typeof createTrail>

/**
 * Writes the audit trail aside, within a second as long as the catalog takes it: nobody waits for it. What it holds is
 * bounded, and nothing is dropped for that: floods, and what comes while the catalog is away, are summed up.
 */
export function createTrail({ audit, onError, onLost }: TrailDeps) {
  // One batch at a time, so that entries keep their order however often one has to be tried.
  const batcher = createBatcher<NewAuditEntry>({ work: write, most, atOnce: 1, waitMs })
  const closed = Promise.withResolvers<void>()
  const tally = createTally()
  let tallyTimer: NodeJS.Timeout | undefined
  let isTallyDue = false
  let isTallyWaiting = false
  let isClosing = false
  let held = 0

  function push(entry: NewAuditEntry): Promise<void> {
    held += 1
    return batcher.add(entry)
  }

  function sumUp(entry: NewAuditEntry): void {
    tally.add(entry)
    tallyTimer ??= setTimeout(() => {
      isTallyDue = true
      flushTally()
    }, tallyMs)
  }

  /** One tally is written before the next: a slow catalog gets entries that say more often, not more of them. */
  function flushTally(): void {
    if (!isTallyDue || (isTallyWaiting && !isClosing)) return
    clearTimeout(tallyTimer)
    tallyTimer = undefined
    isTallyDue = false
    isTallyWaiting = true
    void Promise.all(tally.take().map(push)).then(() => {
      isTallyWaiting = false
      flushTally()
    })
  }

  /** Tries until the catalog takes them; once more when the trail is closed. */
  async function write(entries: NewAuditEntry[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const isLastTry = isClosing
      try {
        await audit.add(entries)
        break
      } catch (error) {
        if (tries === 1 || isLastTry) onError(error)
        if (isLastTry) return
      }
      await within(retryMs, closed.promise, () => {})
    }
    held -= entries.length
  }

  return {
    /** Keeps what happened: what was done as an entry of its own, refusals and failures summed up with like ones. */
    note(event: AuditEvent): void {
      const entry = entryOf(event)
      if (entry.outcome === 'done' && held < maxHeld) void push(entry)
      else sumUp(entry)
    },

    /** Writes what is left, for five seconds at most. */
    async close(): Promise<void> {
      isClosing = true
      isTallyDue = true
      flushTally()
      closed.resolve()
      await within(closeMs, batcher.flush(), () => {})
      if (held > 0) onLost(held)
    },
  }
}

/** What happened as an entry of this moment, fit to be shown. */
export function entryOf(event: AuditEvent): NewAuditEntry {
  return {
    at: new Date(),
    kind: event.kind,
    outcome: event.outcome ?? 'done',
    code: event.code ?? null,
    userId: event.userId ?? null,
    keyId: event.keyId ?? null,
    route: event.route ?? null,
    target: printable(event.target, 200),
    version: event.version ?? null,
    address: printable(event.address, 64),
    agent: printable(event.agent, 200),
    times: 1,
  }
}
