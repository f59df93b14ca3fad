import { backoff } from './backoff.ts'
import type { RouteName, RoutePath } from '@syndicate/contracts'
import { asClientError, type ClientError, errorOf } from './client-error.ts'
import type { Client, ClientOptions, CallOptions, StartOptions } from './client.ts'
import { createCookies } from './cookies.ts'
import { browser, isBrowser, randomId } from './runtime.ts'
import { createSignal } from './signal.ts'
import { pause } from './wait.ts'

/** How often what begins a run is tried. */
export const patience = 5
/** A request waits for its turn that long in all; who would have to wait longer is told so. */
const mostSeconds = 60

export type Http = ReturnType<typeof createHttp>

/** What any route may be asked with; who calls one is told by its types what that is. */
interface Asked extends CallOptions {
  params?: Record<string, string>
  /** Lists go as JSON. */
  query?: Record<string, string | number | boolean | string[] | undefined>
  body?: unknown
  headers?: Record<string, string>
  /** How often while the server cannot be reached or take it. @default 1 */
  tries?: number
}

/** The one way to ask the server: addresses, credentials, CSRF and problems are taken care of. */
export function createHttp({ url = browser.location?.origin, key, fetch = globalThis.fetch }: ClientOptions) {
  if (!isBrowser && !url) throw new TypeError('createClient needs the url of a gateway')
  const cookies = isBrowser ? undefined : createCookies()
  const signedOut = createSignal()
  const waiting = createSignal<ClientError>()
  /** undefined: not known yet. */
  let signedIn: boolean | undefined
  let told: string | undefined

  /** As the cookie has it, for another tab may have changed it. */
  const csrf = (): string | undefined =>
    (cookies ? cookies.get('csrfToken') : /\bcsrfToken=([^;]+)/.exec(browser.document?.cookie ?? '')?.[1]) ?? told

  function credentials(method: string): Record<string, string> {
    if (key) return { authorization: `Bearer ${key}` }
    const token = csrf()
    return { ...cookies?.headers(), ...(method !== 'GET' && token && { 'x-csrf-token': token }) }
  }

  function leave(): void {
    if (signedIn === false) return
    signedIn = false
    told = undefined
    signedOut.emit()
  }

  /** @throws ClientError what the server refused it with, network, aborted */
  async function settle(answer: Promise<Response>, signal?: AbortSignal): Promise<Response> {
    let response: Response
    try {
      response = await answer
    } catch (cause) {
      throw asClientError(cause, signal)
    }
    cookies?.keep(response)
    if (response.ok) return response
    const error = await errorOf(response)
    if (error.code === 'not-authenticated') leave()
    throw error
  }

  function addressOf(path: RoutePath | '/' | '/ws/telemetry', { params, query = {} }: Asked = {}): string {
    const filled = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params![name]!))
    const address = new URL(`${url}`.replace(/\/+$/, '') + filled)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined)
        address.searchParams.set(name, Array.isArray(value) ? JSON.stringify(value) : String(value))
    return address.href
  }

  /** Waits as long as the server says; tries again, where that was asked for, what may succeed a little later. @throws ClientError */
  async function persistently<T>(work: () => Promise<T>, { signal, tries = 1 }: Asked): Promise<T> {
    for (let failures = 0, left = mostSeconds; ;) {
      try {
        return await work()
      } catch (error) {
        const { status, retryAfterSeconds: seconds = 0 } = error as ClientError
        // Whose turn has not come has not failed.
        const isEarly = seconds && (status === 429 || tries > 1)
        if ((left -= seconds) < 0 || (!isEarly && ++failures >= tries) || !isPassing(error)) throw error
        if (isEarly) waiting.emit(error as ClientError)
        await pause(seconds * 1000 + backoff(failures), signal)
      }
    }
  }

  function once(route: RouteName, asked: Asked): Promise<Response> {
    const [method, path] = route.split(' ') as [string, RoutePath]
    const { body, headers, signal } = asked
    const json = body !== undefined && { 'content-type': 'application/json' }
    return settle(
      fetch(addressOf(path, asked), {
        method,
        headers: { ...credentials(method), ...json, ...headers },
        body: body instanceof Blob ? body : JSON.stringify(body),
        signal,
      } as RequestInit),
      signal,
    )
  }

  const raw = (route: RouteName, asked: Asked = {}) => persistently(() => once(route, asked), asked)

  const request = (route: RouteName, asked: Asked = {}): Promise<unknown> =>
    persistently(async () => {
      const response = await once(route, asked)
      const text = await response.text().catch((cause: unknown) => {
        throw asClientError(cause, asked.signal)
      })
      return text ? JSON.parse(text) : undefined
    }, asked)

  return {
    key,
    /** As the runtime or the caller has it. Not a method: a browser's fetch minds its `this`. */
    send: (address: string, init: RequestInit) => fetch(address, init),
    raw: raw as Client['raw'],
    request: request as Client['request'],
    settle,
    persistently,
    credentials,
    addressOf,
    csrf,
    onSignedOut: signedOut.on,
    onWaiting: waiting.on,
    leave,
    enter(token: string): void {
      signedIn = true
      told = token
    },
  }
}

/** How a run is begun: once, however often it has to be asked for. */
export function beginning({ idempotencyKey = randomId(), signal }: StartOptions = {}) {
  return { headers: { 'idempotency-key': idempotencyKey }, signal, tries: patience }
}

/** Whether the same request may succeed some time later. */
export function isPassing(error: unknown): boolean {
  const { code, status = 0 } = error as ClientError
  return code === 'network' || status === 429 || status > 500
}
