import { backoff } from './backoff.ts'
import { asClientError, type ClientError, errorOf } from './client-error.ts'
import type { ClientOptions, RequestOptions, StartOptions } from './client.ts'
import { createCookies } from './cookies.ts'
import { browser, isBrowser, randomId } from './runtime.ts'
import { createSignal } from './signal.ts'
import { pause } from './wait.ts'

const tries = 5
/** Who is told to wait for longer is told so. */
const mostSeconds = 10

export type Http = ReturnType<typeof createHttp>

/** The one way to ask the server: addresses, credentials, CSRF and problems are taken care of. */
export function createHttp({ url = browser.location?.origin, key, fetch = globalThis.fetch }: ClientOptions) {
  if (!isBrowser && !url) throw new TypeError('createClient needs the url of a gateway')
  const cookies = isBrowser ? undefined : createCookies()
  const signedOut = createSignal()
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

  function addressOf(path: string, query: RequestOptions['query'] = {}): string {
    const address = new URL(path, url)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value))
    return address.href
  }

  function raw(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const { query, body, headers, signal } = options
    const json = body !== undefined && { 'content-type': 'application/json' }
    return settle(
      fetch(addressOf(path, query), {
        method,
        headers: { ...credentials(method), ...json, ...headers },
        body: JSON.stringify(body),
        signal,
      } as RequestInit),
      signal,
    )
  }

  async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const response = await raw(method, path, options)
    const text = await response.text().catch((cause: unknown) => {
      throw asClientError(cause, options.signal)
    })
    return (text ? JSON.parse(text) : undefined) as T
  }

  return {
    key,
    /** As the runtime or the caller has it. Not a method: a browser's fetch minds its `this`. */
    send: (address: string, init: RequestInit) => fetch(address, init),
    raw,
    request,
    settle,
    credentials,
    addressOf,
    csrf,
    onSignedOut: signedOut.on,
    leave,
    enter(token: string): void {
      signedIn = true
      told = token
    },
  }
}

/** Begins a run, once however often it has to be asked for. @throws ClientError */
export function begin<T>(http: Http, path: string, body: unknown, options: StartOptions = {}): Promise<T> {
  const { idempotencyKey = randomId(), signal } = options
  const headers = { 'idempotency-key': idempotencyKey }
  return persistently(() => http.request<T>('POST', path, { body, headers, signal }), signal)
}

/** Tries again what may succeed a little later: without a server, or when it says how soon. @throws ClientError */
export async function persistently<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work()
    } catch (error) {
      const seconds = (error as ClientError).retryAfterSeconds ?? 0
      if (failures >= tries || seconds > mostSeconds || !isPassing(error)) throw error
      await pause(Math.max(seconds * 1000, backoff(failures)), signal)
    }
  }
}

/** Whether the same request may succeed some time later. */
export function isPassing(error: unknown): boolean {
  const { code, status = 0 } = error as ClientError
  return code === 'network' || status === 429 || status > 500
}
