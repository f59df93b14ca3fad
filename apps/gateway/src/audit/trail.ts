import type { Catalog, NewAuditEntry } from '@syndicate/catalog'
import type { AuditKind, AuditOutcome, ProblemCode } from '@syndicate/contracts'
import { createBatcher, within } from '@syndicate/timing'
import { printable } from './printable.ts'

/** What happened. Never a secret, never a payload: names, ids and codes. */
export interface AuditEvent {
  kind: AuditKind
  outcome?: AuditOutcome
  code?: ProblemCode | null
  userId?: string | null
  keyId?: string | null
  target?: string | null
  address?: string | null
  agent?: string | null
}

/** Entries go out together: so many, or those of so long. */
const most = 500
const waitMs = 250
/** How long to wait before trying again what the catalog did not take. */
const retryMs = 1_000
/** Entries not yet written beyond this are dropped. */
const maxHeld = 10_000
/** How long closing may take. */
const closeMs = 5_000
/** Like events that may come in floods are one entry for so long, and no more than so many of them are told apart. */
const tallyMs = 5_000
const maxTallies = 500

export interface TrailDeps {
  audit: Pick<Catalog['audit'], 'add'>
  onError: (error: unknown) => void
  /** Told how many entries were lost because the catalog took none for too long. */
  onDropped: (count: number) => void
}

export type Trail = ReturnType<typeof createTrail>

/** Writes the audit trail aside: nobody waits for it, it holds a bounded number of entries, and `close` brings out the rest. */
export function createTrail({ audit, onError, onDropped }: TrailDeps) {
  // One batch at a time, so that entries keep their order however often one has to be tried.
  const batcher = createBatcher<NewAuditEntry>({ work: write, most, atOnce: 1, waitMs })
  const closed = Promise.withResolvers<void>()
  const tallies = new Map<string, NewAuditEntry>()
  let tallyTimer: NodeJS.Timeout | undefined
  let isClosing = false
  let held = 0
  let dropped = 0

  function push(entry: NewAuditEntry): void {
    if (held >= maxHeld) return void (dropped += 1)
    held += 1
    void batcher.add(entry)
  }

  /** Tries until the catalog takes them; once more when the trail is closed. */
  async function write(entries: NewAuditEntry[]): Promise<void> {
    for (;;) {
      const isLastTry = isClosing
      try {
        await audit.add(entries)
        break
      } catch (error) {
        onError(error)
        if (isLastTry) return
      }
      await within(retryMs, closed.promise, () => {})
    }
    held -= entries.length
    if (dropped > 0) onDropped(dropped)
    dropped = 0
  }

  function flushTallies(): void {
    clearTimeout(tallyTimer)
    tallyTimer = undefined
    for (const entry of tallies.values()) push(entry)
    tallies.clear()
  }

  return {
    /** Keeps what happened. */
    note(event: AuditEvent): void {
      push(entryOf(event))
    },

    /** Keeps what may come by the thousand: with others like it of the next seconds it becomes one entry that says how many. */
    tally(event: AuditEvent): void {
      const entry = entryOf(event)
      const { kind, code, userId, target, address } = entry
      const key = JSON.stringify([kind, code, userId, target, address])
      const like = tallies.get(key) ?? (tallies.size >= maxTallies ? tallies.get(kind) : undefined)
      if (like) like.times += 1
      else if (tallies.size < maxTallies) tallies.set(key, entry)
      else tallies.set(kind, { ...entry, code: null, userId: null, target: null, address: null, agent: null })
      tallyTimer ??= setTimeout(flushTallies, tallyMs)
    },

    /** Writes what is left, for five seconds at most. */
    async close(): Promise<void> {
      flushTallies()
      isClosing = true
      closed.resolve()
      await within(closeMs, batcher.flush(), () => {})
      if (held + dropped > 0) onDropped(held + dropped)
    },
  }
}

function entryOf(event: AuditEvent): NewAuditEntry {
  return {
    at: new Date(),
    kind: event.kind,
    outcome: event.outcome ?? 'done',
    code: event.code ?? null,
    userId: event.userId ?? null,
    keyId: event.keyId ?? null,
    target: printable(event.target, 200),
    address: printable(event.address, 64),
    agent: printable(event.agent, 200),
    times: 1,
  }
}
