import type { NewAuditEntry } from '@syndicate/catalog'

/** So many entries are told apart by all they say, and so many of one caller. */
const most = { apart: 300, ofOne: 20 }
/** Beyond that, so many by who, whence and route; then so many by route; then by kind. */
const mostByCaller = 600
const mostByRoute = 900

/**
 * Sums up entries that may come by the thousand: like ones become one that says how often. What it holds is bounded, and
 * nothing is left out of it: the more there are of different ones, the less is said of each. Whoever sends many different
 * ones takes no place from others.
 */
export function createTally() {
  let entries = new Map<string, NewAuditEntry>()
  let byCaller = new Map<string, number>()

  return {
    add(entry: NewAuditEntry): void {
      const caller = `${entry.userId} ${entry.address}`
      const ofCaller = byCaller.get(caller) ?? 0
      const forms = [
        { form: entry, isOpen: entries.size < most.apart && ofCaller < most.ofOne },
        { form: { ...entry, target: null, version: null }, isOpen: entries.size < mostByCaller },
        { form: { ...nobodys(entry), code: entry.code, route: entry.route }, isOpen: entries.size < mostByRoute },
        { form: nobodys(entry), isOpen: true },
      ]
      for (const { form, isOpen } of forms) {
        const key = keyOf(form)
        const like = entries.get(key)
        if (like) like.times += entry.times
        else if (isOpen) {
          entries.set(key, { ...form })
          byCaller.set(caller, ofCaller + 1)
        } else continue
        return
      }
    },

    /** Gives what was summed up, and begins anew. */
    take(): NewAuditEntry[] {
      const taken = [...entries.values()]
      entries = new Map()
      byCaller = new Map()
      return taken
    },
  }
}

function nobodys({ at, kind, outcome, times }: NewAuditEntry): NewAuditEntry {
  const unsaid = {
    code: null,
    userId: null,
    keyId: null,
    route: null,
    target: null,
    version: null,
    address: null,
    agent: null,
  }
  return { at, kind, outcome, times, ...unsaid }
}

/** All that makes one entry another; not when it was, nor what the client calls itself. */
function keyOf({ kind, outcome, code, userId, keyId, route, target, version, address }: NewAuditEntry): string {
  return JSON.stringify([kind, outcome, code, userId, keyId, route, target, version, address])
}
