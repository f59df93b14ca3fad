import { asClientError } from './client-error.ts'

/** Full jitter: any time up to a bound that doubles, so that many clients do not come back together. In milliseconds. */
export function backoff(failures: number, baseMs = 500, mostMs = 30_000, random = Math.random): number {
  return random() * Math.min(mostMs, baseMs * 2 ** failures)
}

/** Resolves after a time. @throws ClientError aborted */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(asClientError(signal!.reason, signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end)
  })
}

/** What was promised, or undefined when it takes longer than this. */
export function within<T>(ms: number, promised: Promise<T>): Promise<T | undefined> {
  const late = new AbortController()
  const timeout = pause(ms, late.signal).then(() => undefined)
  timeout.catch(() => {})
  return Promise.race([promised, timeout]).finally(() => late.abort())
}
