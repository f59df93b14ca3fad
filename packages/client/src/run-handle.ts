import type { AcceptedRun, finalStates, Run, RunState } from '@syndicate/contracts'
import { within } from './backoff.ts'
import { asClientError } from './client-error.ts'
import type { CallOptions, Client, RunHandle, StreamItem } from './client.ts'
import { isPassing, persistently } from './http.ts'
import { randomId } from './runtime.ts'

/** How long to trust silence before asking. */
const doubtMs = 30_000
/** How long after its end a run's last events may come. */
const lateMs = 2_000

const finals: typeof finalStates = ['published', 'rejected', 'failed', 'cancelled']
const isFinal = (state: RunState): boolean => (finals as readonly string[]).includes(state)

/** A run by its id; nothing is asked before a method is called. */
export function createRunHandle(client: Pick<Client, 'request' | 'subscribe'>, id: string): RunHandle {
  const path = `/api/runs/${encodeURIComponent(id)}`
  const get = (options: CallOptions = {}) => client.request<Run>('GET', path, options)

  /** Events until the run has ended; when it had ended already, until none came for a while. */
  async function* follow(
    since: number | undefined,
    signal: AbortSignal | undefined,
    lateMs: number,
  ): AsyncGenerator<StreamItem> {
    const subscription = client.subscribe([`runs.${id}`], { since, signal })
    const items = subscription[Symbol.asyncIterator]()
    try {
      await subscription.ready
      let next = items.next()
      for (let inDoubt = true, over = false; ;) {
        if (inDoubt) over = await hasEnded({ signal })
        const found = await within(over ? lateMs : doubtMs, next)
        if (found?.done) throw asClientError(signal?.reason, signal)
        inDoubt = !found || found.value.type === 'gap'
        if (found) {
          next = items.next()
          yield found.value
          if (endsRun(found.value)) return
        } else if (over) return
      }
    } finally {
      subscription.close()
    }
  }

  /** Not known to have: the server may be away at this moment. */
  async function hasEnded(options: CallOptions): Promise<boolean> {
    try {
      return isFinal((await get(options)).state)
    } catch (error) {
      if (isPassing(error)) return false
      throw error
    }
  }

  async function ended(options: CallOptions = {}): Promise<Run> {
    while (true) {
      for await (const item of follow(undefined, options.signal, 0)) void item
      const run = await persistently(() => get(options), options)
      if (isFinal(run.state)) return run
    }
  }

  return {
    id,
    get,
    ended,
    events: ({ since = 0, signal } = {}) => follow(since, signal, lateMs),
    cancel: (options = {}) => client.request<Run>('POST', `${path}/cancel`, options),
    replay({ idempotencyKey = randomId(), signal } = {}) {
      const headers = { 'idempotency-key': idempotencyKey }
      return persistently(() => client.request<AcceptedRun>('POST', `${path}/replay`, { headers, signal }), { signal })
    },
  }
}

function endsRun(item: StreamItem): boolean {
  return item.type === 'event' && item.event.data.kind === 'run.state' && isFinal(item.event.data.state)
}
