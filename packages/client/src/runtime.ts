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
  readonly statusText: string
  readonly responseText: string
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: Blob): void
  abort(): void
}

export const browser = globalThis as unknown as Browser

/** Keeps cookies and opens sockets with them by itself. */
export const isBrowser = browser.location !== undefined

/** 128 random bits. Also where `crypto.randomUUID` is missing: on a page over plain HTTP. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A timer that keeps no process alive. */
export function quietTimer(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(work, ms)
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}
