/** What of a browser is used here, named by hand: this is compiled for Node as well. */
interface Browser {
  location?: { origin: string }
  document?: { cookie: string }
  XMLHttpRequest?: new () => Xhr
}

/** The part of XMLHttpRequest an upload needs: it alone tells how much of a body was sent. */
export interface Xhr {
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null }
  readonly status: number
  readonly responseText: string
  onload: (() => void) | null
  onerror: ((event: unknown) => void) | null
  onabort: ((event: unknown) => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: Blob): void
  abort(): void
}

/** True in the build for pages, which so leaves out what other runtimes need. */
declare const BUILT_FOR_PAGES: boolean | undefined

export const browser = globalThis as unknown as Browser

/** Whether cookies are kept, and sent with sockets, by the runtime itself. */
export const isBrowser = typeof BUILT_FOR_PAGES !== 'undefined' || browser.location !== undefined

/** 128 random bits. Also where `crypto.randomUUID` is missing: on a page over plain HTTP. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-')
}

/** A timer that keeps no process alive. */
export function quietTimer(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms)
  if (!isBrowser) (timer as { unref?: () => void }).unref?.()
  return timer
}
