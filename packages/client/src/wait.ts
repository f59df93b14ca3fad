import { asClientError } from './client-error.ts'

/** Calls when the signal is aborted, at once when it is already. @returns how not to any more */
export function onAbort(signal: AbortSignal | undefined, work: () => void): () => void {
  if (signal?.aborted) work()
  signal?.addEventListener('abort', work)
  return () => signal?.removeEventListener('abort', work)
}

/** Resolves after a time. @throws ClientError aborted */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stay()
      resolve()
    }, ms)
    const stay = onAbort(signal, () => {
      clearTimeout(timer)
      reject(asClientError(0, signal))
    })
  })
}

/** What was promised, or undefined when it takes longer than this. */
export async function within<T>(ms: number, promised: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve as () => void, ms)
  })
  return Promise.race([promised, late]).finally(() => clearTimeout(timer))
}
