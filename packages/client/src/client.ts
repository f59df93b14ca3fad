import type {
  AcceptedRun,
  AnswerTo,
  BusEvent,
  Format,
  ReadOptions,
  RequestTo,
  RouteName,
  Run,
  SessionInfo,
  StartRequest,
  StatusOf,
  Topic,
  UsualStatus,
  routes,
} from '@syndicate/contracts'
import type { ClientError } from './client-error.ts'

export type { AcceptedRun, AnswerTo, BusEvent, Format, RouteName, Run, SessionInfo, StartRequest, Topic }

export interface ClientOptions {
  /** Where the gateway is, such as `https://etl.example.org`. @default in a browser, the page's own origin */
  url?: string
  /** An API key instead of a session. For programs: a browser cannot show it when it opens a WebSocket, and polls. */
  key?: string
  /** For runtimes without it, and for tests. A browser's uploads go by XMLHttpRequest all the same. */
  fetch?: typeof fetch
  /** Opens a WebSocket; `headers` is empty in a browser, which sends its cookies by itself. */
  connect?: (url: string, protocol: string, headers: Record<string, string>) => WebSocket
  /** How events come: `auto` is by socket, and by long polling while sockets are blocked. @default 'auto' */
  transport?: 'auto' | 'socket' | 'polling'
}

export interface CallOptions {
  /** Gives the call up; it then rejects with the code `aborted`. */
  signal?: AbortSignal | undefined
}

/**
 * What a route takes: `params` of its path, `query` and `body`. Those undefined are left out; a body is sent as JSON, and to a
 * route that reads bytes as it is, with the media type that `headers` say.
 */
export type RequestOptions<N extends RouteName> = CallOptions &
  RequestTo<N> & { headers?: Record<string, string> | undefined } & BytesOf<N>

type BytesOf<N extends RouteName> = (typeof routes)[N] extends { streamed: true }
  ? { body?: Blob | undefined }
  : unknown

/** May be left out where a route needs nothing to be said. */
type Said<N extends RouteName> =
  Record<never, never> extends RequestTo<N> ? [options?: RequestOptions<N>] : [options: RequestOptions<N>]

export interface StartOptions extends CallOptions {
  /** A repeat with the same key answers with the first run. @default a new one for every call, kept over its retries */
  idempotencyKey?: string | undefined
}

/**
 * A stream is read once, so an upload of it is tried once; everything else is tried again when the network fails or the
 * server says when. A function opens a stream for each try; browsers do not take one.
 */
export type UploadSource = Blob | Uint8Array | string | UploadStream | (() => UploadStream)

export type UploadStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

export interface UploadProgress {
  /** Bytes handed to the network so far. */
  sent: number
  /** Of how many, when that is known. */
  total?: number | undefined
}

/** With how the source is read, where that is not found out or as the pipeline says. */
export interface UploadOptions extends StartOptions, Partial<Omit<ReadOptions, 'header' | 'nulls'>> {
  pipeline: string
  /** Whether a CSV's first row names its columns; or their names, as a list or as the query has them: `id,name`. */
  header?: boolean | string[] | string | undefined
  /** CSV cells that mean null, as a list or as the query has them: `NULL,N/A`. */
  nulls?: string[] | string | undefined
  /** What the source is, when not what the pipeline expects. */
  format?: Format | undefined
  /** Where the records go, when not where the pipeline says. */
  dataset?: string | undefined
  /** What the file is called, for people to know the run by */
  fileName?: string | undefined
  /** How the source is compressed already. */
  contentEncoding?: 'zstd' | 'gzip' | 'br' | undefined
  /** Bytes of a stream, for progress, when somebody knows. */
  size?: number | undefined
  onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** What a subscription gives: the events of each topic in order, each once, and an honest word of those it could not have. */
export type StreamItem = { type: 'event'; event: BusEvent } | { type: 'gap'; topic: Topic; missed: number }

export interface SubscribeOptions {
  /** The last seq seen, of every topic or by topic: begins after it. 0 begins with the first one kept. @default from now on */
  since?: number | Record<Topic, number> | undefined
  /** Ends the subscription like `close`. */
  signal?: AbortSignal | undefined
  /** Called with each item, instead of iterating. */
  onItem?: ((item: StreamItem) => void) | undefined
  /** Called once when the subscription ends by an error. */
  onError?: ((error: ClientError) => void) | undefined
}

/**
 * Ends by `close`, its signal, or an error: a topic that is refused, or a session that is over (`not-authenticated`).
 * A lost connection is no error. Iterating throws the error.
 */
export interface Subscription extends AsyncIterable<StreamItem> {
  /** The server listens to every topic. Rejects with the error the subscription ends by. */
  readonly ready: Promise<void>
  /** The last seq by topic, to hand to `since`. */
  readonly seen: Readonly<Record<Topic, number>>
  close(): void
}

export interface RunHandle {
  readonly id: string
  get(options?: CallOptions): Promise<Run>
  /** Resolves with the run in its final state, whichever that is. Hears it from events, and asks when in doubt. */
  ended(options?: CallOptions): Promise<Run>
  /** The run's events from `since` on (by default the first one kept), until its final state. */
  events(options?: CallOptions & { since?: number | undefined }): AsyncIterable<StreamItem>
  /** Stops it wherever it is. Rejects with `run-is-final` when it has ended. */
  cancel(options?: CallOptions): Promise<Run>
  /** Runs the same input again, as a new run. */
  replay(options?: StartOptions): Promise<AcceptedRun>
}

/** How events reach us: not at all, soon, by socket, by long polling, or not until the server is back. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'polling' | 'waiting'

export interface TelemetryOptions extends CallOptions {
  /** @default the gateway's telemetry pipeline */
  pipeline?: string | undefined
}

/** Every method that asks the server rejects with a ClientError: the server's refusal, `network` or `aborted`. */
export interface Client {
  /** Signs in. The session is renewed by itself until `logout`, `close`, or the longest time the server allows. */
  login(username: string, password: string, options?: CallOptions): Promise<SessionInfo>
  /** Who am I. Also renews a session past half its life, and from then on keeps it renewed. */
  session(options?: CallOptions): Promise<SessionInfo>
  /** Ends the session everywhere, and every subscription with it. @returns where a browser signs out at the provider too, if anywhere */
  logout(options?: CallOptions): Promise<{ signOutAt: string } | undefined>
  /** Starts a run; it is durable when this resolves. Tried again, under the same key, while the server cannot be reached. */
  start(request: StartRequest, options?: StartOptions): Promise<AcceptedRun>
  /** Starts a run on a body of any size. In a browser a stream is gathered first, for browsers cannot stream a body over HTTP/1.1. */
  upload(source: UploadSource, options: UploadOptions): Promise<AcceptedRun>
  run(id: string): RunHandle
  /** Follows topics over any lost connection: `telemetry.live`, `system.stats`, `runs.<id>`, `datasets.<name>`, `pipelines`. */
  subscribe(topics: Topic[], options?: SubscribeOptions): Subscription
  /**
   * Sends one record, or an array of them; they are durable when this resolves. Sent again until the server says so, under
   * an id by which every gateway knows for minutes what it has already. Twice it is taken only when a gateway dies at the
   * very moment between storing and noting it, or when Redis is away or sockets are blocked while it is under way.
   */
  sendTelemetry(payload: unknown, options?: TelemetryOptions): Promise<{ runId: string }>
  /** Any other route, such as `request('GET /api/runs/:id', { params: { id } })`. An empty answer is undefined. */
  request<N extends RouteName, S extends StatusOf<N> = UsualStatus<N>>(
    route: N,
    ...options: Said<N>
  ): Promise<AnswerTo<N, S>>
  /** The same for an answer that is read as a stream. */
  raw<N extends RouteName>(route: N, ...options: Said<N>): Promise<Response>
  readonly connection: ConnectionState
  /** @returns how to stop listening */
  onConnection(listener: (state: ConnectionState) => void): () => void
  /** Called when there is no session (any more): expired, revoked, signed out. @returns how to stop listening */
  onSignedOut(listener: () => void): () => void
  /**
   * Called when a request has to wait for its turn: it is sent again after `retryAfterSeconds` of the refusal, and fails
   * after a minute. @returns how to stop listening
   */
  onWaiting(listener: (refusal: ClientError) => void): () => void
  /** Ends everything under way here; the session stays. */
  close(): void
}
