import { mostSearched } from '@syndicate/contracts'
import type { Searched } from '@syndicate/pipeline'
import type { Executor } from '@syndicate/runs'
import type { Sieve } from './read-page.ts'

/** How long the thread works for one page, in milliseconds; and for one task of it, which others wait for. */
const pageMs = 2_000
const taskMs = 500

/** Of a reason in a header, in characters: encoded, each may be nine bytes. */
const mostReason = 200

/** What was looked at for a page. */
export interface Looked {
  records: number
  /** Of how many the condition is neither true nor false, and why of the first. */
  unanswered: number
  reason: string | null
}

/**
 * Chooses records by a condition, in a thread, as many as one page may look at.
 * @param where a CEL expression
 * @param signal aborted when nobody waits for it any more
 */
export function createSieve(executor: Executor, where: string, signal: AbortSignal): Sieve & { looked: Looked } {
  const looked: Looked = { records: 0, unanswered: 0, reason: null }
  let last: Searched | undefined
  let bytes = 0
  // Of work: until the thread is there may take longer on a busy machine.
  let spentMs = 0
  return {
    looked,
    async choose(lines) {
      const { result, ms } = await executor.search({ where, lines, ms: taskMs }, signal)
      last = result
      bytes += lines.length
      spentMs += ms
      return { kept: new Set(result.kept), looked: result.looked }
    },
    took(lines) {
      const unanswered = last?.unanswered.filter((index) => index < lines).length ?? 0
      looked.records += lines
      looked.unanswered += unanswered
      if (unanswered > 0) looked.reason ??= last!.reason
    },
    isSpent: () => looked.records >= mostSearched.records || bytes >= mostSearched.bytes || spentMs >= pageMs,
  }
}

/** The same for answers that have room for records alone. */
export function unansweredHeaders({ unanswered, reason }: Looked): Record<string, string | number> {
  if (unanswered === 0) return {}
  const told = encodeURIComponent((reason ?? '').slice(0, mostReason).toWellFormed())
  return { 'x-unanswered': unanswered, ...(told !== '' && { 'x-unanswered-reason': told }) }
}
