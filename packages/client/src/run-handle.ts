import type { finalStates, Run, RunState } from '@syndicate/contracts'
import { asClientError } from './client-error.ts'
import type { CallOptions, Client, RunHandle, StreamItem } from './client.ts'
import { beginning, isPassing, type Http } from './http.ts'
import { within } from './wait.ts'

/** How long to trust silence before asking. */
const doubtMs = 30_000
/** How long after its end a run's last events may come. */
const lateMs = 2_000

const finals: typeof finalStates = ['published', 'rejected', 'failed', 'cancelled']
const isFinal = (state: RunState): boolean => (finals as readonly string[]).includes(state)

/** A run by its id; nothing is asked before a method is called. */
export function createRunHandle(http: Http, subscribe: Client['subscribe'], id: string): RunHandle {
  const params = { id }
  const get = (options?: CallOptions) => http.request('GET /api/runs/:id', { ...options, params })

  /** The run when it has ended. Not known to have: the server may be away at this moment. */
  async function end(options?: CallOptions): Promise<Run | undefined> {
    try {
      const run = await get(options)
      if (isFinal(run.state)) return run
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    return undefined
  }

  /** Events until the run has ended; when it had ended already, until none came for a while. */
  async function* follow(since: number | undefined, options: CallOptions, lateMs: number): AsyncGenerator<StreamItem> {
    const subscription = subscribe([`runs.${id}`], { ...options, since })
    const items = subscription[Symbol.asyncIterator]()
    try {
      await subscription.ready
      let next = upcoming(items)
      for (let inDoubt = true, over = false; ;) {
        if (inDoubt) over = Boolean(await end(options))
        const found = await within(over ? lateMs : doubtMs, next)
        if (found?.done) throw asClientError(0, options.signal)
        inDoubt = !found || found.value.type === 'gap'
        if (found) {
          next = upcoming(items)
          yield found.value
          if (endsRun(found.value)) return
        } else if (over) return
      }
    } finally {
      subscription.close()
    }
  }

  return {
    id,
    get,
    async ended(options = {}) {
      while (true) {
        for await (const item of follow(undefined, options, 0)) void item
        const run = await end(options)
        if (run) return run
      }
    },
    events: ({ since = 0, signal } = {}) => follow(since, { signal }, lateMs),
    cancel: (options) => http.request('POST /api/runs/:id/cancel', { ...options, params }),
    replay: (options) => http.request('POST /api/runs/:id/replay', { ...beginning(options), params }),
  }
}

/** A failure is thrown where it is awaited, however long that takes. */
function upcoming(items: AsyncIterator<StreamItem>): Promise<IteratorResult<StreamItem>> {
  const next = items.next()
  next.catch(() => {})
  return next
}

function endsRun(item: StreamItem): boolean {
  return item.type === 'event' && item.event.data.kind === 'run.state' && isFinal(item.event.data.state)
}
