import { session } from '../../data/session.ts'

/** What somebody was writing when they left the page. */
export interface Draft {
  text: string
  /** The version it was made of; 0: none. */
  seen: number
  /** When it was changed last. */
  at: string
}

/** Each tab has its own, and nobody finds what somebody else wrote there. */
function keyOf(name: string): string {
  return `draft ${session.value?.userId} ${name}`
}

/** Storage may be closed to us; then a draft lasts as long as the page. */
export function readDraft(name: string): Draft | null {
  try {
    const kept = sessionStorage.getItem(keyOf(name))
    return kept === null ? null : (JSON.parse(kept) as Draft)
  } catch {
    return null
  }
}

export function keepDraft(name: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify(draft))
  } catch {}
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(keyOf(name))
  } catch {}
}
