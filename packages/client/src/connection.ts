import type { Topic } from '@syndicate/contracts'
import { backoff } from './backoff.ts'
import { ClientError } from './client-error.ts'
import type { CallOptions, ClientOptions, ConnectionState, TelemetryOptions } from './client.ts'
import { isPassing, type Http } from './http.ts'
import type { Link, LinkEnd } from './link.ts'
import { openPollLink } from './poll-link.ts'
import { isBrowser, quietTimer } from './runtime.ts'
import { createSignal } from './signal.ts'
import { openSocketLink, protocol } from './socket-link.ts'
import { createTelemetryOutbox, type UnsentTelemetry } from './telemetry-outbox.ts'
import { createTopics, type Follower } from './topics.ts'
import { pause } from './wait.ts'

/** How long a connection nobody needs is kept for the next who does. */
const lingerMs = 5_000
/** A connection that held so long was a good one. */
const steadyMs = 5_000

type Options = Pick<ClientOptions, 'connect' | 'transport'>

/** Keeps one connection for all subscriptions and telemetry while somebody needs it. */
export function createConnection(
  http: Http,
  session: (options: CallOptions) => Promise<unknown>,
  // Older Nodes have no sockets of their own.
  { connect, transport = isBrowser || connect || 'WebSocket' in globalThis ? 'auto' : 'polling' }: Options,
) {
  const topics = createTopics()
  const outbox = createTelemetryOutbox()
  const changed = createSignal<ConnectionState>()
  let state: ConnectionState = 'idle'
  let link: Link | undefined
  let keeper: AbortController | undefined
  let linger: ReturnType<typeof setTimeout> | undefined

  const isNeeded = () => topics.names().length + outbox.all().length > 0

  function become(next: ConnectionState): void {
    if (state === next) return
    state = next
    changed.emit(next)
  }

  /** Begins or ends the connection as somebody needs it. */
  function review(): void {
    clearTimeout(linger)
    if (!isNeeded()) linger = quietTimer(stop, lingerMs)
    else if (!keeper) {
      keeper = new AbortController()
      const { signal } = keeper
      keep(signal).catch((error: ClientError) => {
        if (!signal.aborted) fail(error)
      })
    }
  }

  function stop(): void {
    keeper?.abort()
    keeper = undefined
    link?.close()
    link = undefined
    become('idle')
  }

  function fail(error: ClientError): void {
    stop()
    topics.fail(error)
    outbox.fail(error)
  }

  async function keep(signal: AbortSignal): Promise<void> {
    let failures = 0
    let blocked = 0
    while (true) {
      const startedAt = Date.now()
      let end: LinkEnd = 'blocked'
      // Until a page has asked for its session nobody knows the token.
      let isThere = transport === 'polling' || !(http.key || http.csrf()) ? await probe(signal) : true
      if (transport !== 'polling' && isThere) {
        end = await bySocket(signal)
        if (end !== 'broken') isThere = await probe(signal)
      }
      if (end !== 'blocked') blocked = 0
      else if (isThere && transport !== 'socket') {
        // The server is there, so it is sockets that do not get through. They may later.
        if (await byPolling(signal, transport === 'auto' && backoff(blocked++, 10_000, 300_000))) continue
        end = 'broken'
      }
      become('waiting')
      failures = end === 'broken' && Date.now() - startedAt > steadyMs ? 0 : failures + 1
      await pause(backoff(failures), signal)
    }
  }

  async function bySocket(signal: AbortSignal): Promise<LinkEnd> {
    if (state !== 'polling') become('connecting')
    const own: Record<string, string> = isBrowser
      ? {}
      : { ...http.credentials('GET'), origin: new URL(http.addressOf('/')).origin }
    const socket = (connect ?? openSocket)(http.addressOf('/ws/telemetry').replace(/^http/, 'ws'), protocol, own)
    link = openSocketLink({ socket, topics, outbox, csrf: http.csrf, onOpen: () => become('open') })
    return lasting(link, signal)
  }

  /** @returns whether it was given up to try a socket again */
  async function byPolling(signal: AbortSignal, ms: number | false): Promise<boolean> {
    become('polling')
    const polling = (link = openPollLink({ http, topics, outbox }))
    let due = false
    const end = () => {
      due = true
      polling.close()
    }
    const timer = ms && setTimeout(end, ms)
    await lasting(polling, signal).finally(() => timer && clearTimeout(timer))
    return due
  }

  async function lasting(link: Link, signal: AbortSignal): Promise<LinkEnd> {
    if (signal.aborted) link.close()
    const end = await link.over
    signal.throwIfAborted()
    return end
  }

  /** Whether the server answers, and who we are still holds. @throws ClientError when it does not */
  async function probe(signal: AbortSignal): Promise<boolean> {
    try {
      await session({ signal })
      return true
    } catch (error) {
      // A key has no session to show, but was known.
      if ((error as ClientError).code === 'forbidden') return true
      if (isPassing(error)) return false
      throw error
    }
  }

  http.onSignedOut(() => fail(new ClientError({ code: 'not-authenticated', detail: 'The session is over' })))

  return {
    get state(): ConnectionState {
      return state
    },
    onChange: changed.on,
    stop,
    fail,
    add(topic: Topic, follower: Follower): void {
      if (topics.add(topic, follower)) link?.follow(topic)
      review()
    },
    remove(topic: Topic, follower: Follower): void {
      if (topics.remove(topic, follower)) link?.leave(topic)
      review()
    },
    send: (payload: unknown, options: TelemetryOptions) =>
      outbox.add(
        payload,
        options,
        (message: UnsentTelemetry) => {
          link?.send(message)
          review()
        },
        review,
      ),
  }
}

/** Node's WebSocket takes headers where a browser's takes protocols alone. */
function openSocket(url: string, protocol: string, headers: Record<string, string>): WebSocket {
  return new WebSocket(url, (isBrowser ? protocol : { protocols: protocol, headers }) as string)
}
