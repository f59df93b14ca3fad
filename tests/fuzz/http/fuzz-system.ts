import { booksBalance, roles, type Run } from '@syndicate/contracts'
import { vi } from 'vitest'
import { signIn, type Client } from '../../acceptance/client.ts'
import { askMetrics, startSystem } from '../../acceptance/system.ts'
import type { PrincipalName } from './fuzz-request.ts'

const password = 'tired zebra charger paperclip'
const most = 10_000_000

/** One user may do here what many do; everything is counted all the same. Addresses are told apart by what a proxy says. */
const limits = {
  requestsPerMinute: most,
  addressRequestsPerMinute: most,
  lightRequestsPerMinute: most,
  unfinishedRuns: most,
  socketMessagesPerMinute: most,
  maxSessions: 1000,
  trustProxy: '["127.0.0.1"]',
}

/** As in the budget: a gateway that may have much takes much, and tells nothing of what it needs. */
const env = { NODE_OPTIONS: '--max-old-space-size=256', MALLOC_ARENA_MAX: '2' }

/** How a request shows who it comes from. */
export interface Credentials {
  headers: [name: string, value: string][]
  csrf: string | null
}

export interface Health {
  rssBytes: number
  /** Of the process: another one is none that survived. */
  startedAt: number
}

/** A gateway and a worker for fuzzing, with somebody of each kind to ask, and one of each thing to ask for. */
export async function startFuzzSystem() {
  const system = await startSystem({ workers: 1, config: { set: limits }, env })
  const root = await signIn(system.url)
  const names = new Map<PrincipalName, string>()

  async function newUser(role: string): Promise<{ id: string; username: string }> {
    const username = `${role}-${Math.random().toString(36).slice(2)}`
    return (await (await root.post('/api/users', { username, password, role })).json()) as {
      id: string
      username: string
    }
  }

  async function signInAs(username: string): Promise<Client> {
    // From an address of its own: those of the fuzzed requests may be held up for guessing passwords.
    return signIn(
      system.url,
      { username, password },
      { 'x-forwarded-for': `172.16.${Math.floor(Math.random() * 250)}.7` },
    )
  }

  const clients = new Map<PrincipalName, Client>()
  for (const role of roles) {
    const { username } = await newUser(role)
    names.set(role, username)
    clients.set(role, await signInAs(username))
  }
  const keyOf = async (scopes: string[]) =>
    ((await (await root.post('/api/keys', { name: 'fuzz', scopes, expiresInDays: 1 })).json()) as { key: string }).key
  const keys = { key: await keyOf(['operate', 'read']), confined: await keyOf(['start', 'read:records']) }

  const lines = '{"cpu":1,"mem":2,"timestamp":"2026-01-02T03:04:05Z"}\n{"cpu":"hot"}\n'
  const run = await root.ingest({ pipeline: 'telemetry', format: 'ndjson' }, lines)
  const [record] = await root.quarantine(`run=${run.runId}`)
  const apiKey = ((await (await root.post('/api/keys', { name: 'x', scopes: ['read'] })).json()) as { id: string }).id
  const someone = await newUser('viewer')
  const session = (await (await signInAs(someone.username)).get<{ sessions: { id: string }[] }>('/api/auth/sessions'))
    .sessions[0]!.id
  /** What stands for a thing there is, in requests that are kept. */
  const things: Record<string, string> = { run: run.runId, user: someone.id, session, apiKey, quarantined: record!.id }

  const renewing = new Map<PrincipalName, Promise<Client>>()

  return {
    url: system.url,
    root,
    stop: () => system.stop(),

    filled: (text: string) =>
      text.replaceAll(/\{(run|user|session|apiKey|quarantined)\}/g, (_all, name: string) => things[name]!),

    credentialsOf(name: PrincipalName): Credentials {
      if (name === 'nobody') return { headers: [], csrf: null }
      if (name === 'key' || name === 'confined')
        return { headers: [['Authorization', `Bearer ${keys[name]}`]], csrf: null }
      const { cookie, csrf } = clients.get(name)!
      return { headers: [['Cookie', cookie]], csrf }
    },

    /** Some requests end the session they come on. Of many that notice, one signs in again. */
    async renew(name: PrincipalName, { csrf }: Credentials): Promise<void> {
      const username = names.get(name)
      if (username === undefined || clients.get(name)!.csrf !== csrf) return
      const renewal = renewing.get(name) ?? signInAs(username).finally(() => renewing.delete(name))
      renewing.set(name, renewal)
      clients.set(name, await renewal)
    },

    async health(): Promise<Health> {
      const text = await (await askMetrics(system.url)).text()
      const figure = (metric: string) => Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1])
      return { rssBytes: figure('process_resident_memory_bytes'), startedAt: figure('process_start_time_seconds') }
    },

    /** Every run, once all have ended. Throws when the books of one do not balance. */
    async balancedRuns(withinMs: number): Promise<number> {
      const unfinished = () =>
        Promise.all(
          ['accepted', 'running'].map((state) => root.get<{ runs: Run[] }>(`/api/runs?state=${state}&limit=1`)),
        )
      await vi.waitUntil(async () => (await unfinished()).every(({ runs }) => runs.length === 0), {
        timeout: withinMs,
        interval: 200,
      })
      let count = 0
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { runs: Run[]; next: string | null } = await root.get(
          `/api/runs?limit=500${cursor && `&cursor=${cursor}`}`,
        )
        const wrong = page.runs.find(({ counts, state }) => state !== 'cancelled' && !booksBalance(counts))
        if (wrong) throw new Error(`The books of a run do not balance: ${JSON.stringify(wrong)}`)
        count += page.runs.length
        cursor = page.next
      }
      return count
    },
  }
}

export type FuzzSystem = Awaited<ReturnType<typeof startFuzzSystem>>
