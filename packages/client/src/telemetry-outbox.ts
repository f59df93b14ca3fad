import { asClientError, type ClientError } from './client-error.ts'
import type { TelemetryOptions } from './client.ts'
import { randomId } from './runtime.ts'

export interface UnsentTelemetry {
  id: string
  payload: unknown
  pipeline?: string
}

export type TelemetryOutbox = ReturnType<typeof createTelemetryOutbox>

/** Telemetry the server has not acknowledged yet, in the order it was given. */
export function createTelemetryOutbox() {
  const unsent = new Map<string, UnsentTelemetry & PromiseWithResolvers<{ runId: string }>>()

  return {
    all: (): UnsentTelemetry[] =>
      [...unsent.values()].map(({ id, payload, pipeline }) => ({ id, payload, ...(pipeline && { pipeline }) })),
    get size(): number {
      return unsent.size
    },

    /** @param onAdded told of the message, and called again when it is settled */
    add(
      payload: unknown,
      { pipeline, signal }: TelemetryOptions,
      onAdded: (message: UnsentTelemetry) => void,
      onSettled: () => void,
    ): Promise<{ runId: string }> {
      const message = { id: randomId(), payload, ...(pipeline && { pipeline }) }
      const waiting = { ...message, ...Promise.withResolvers<{ runId: string }>() }
      const abort = () => waiting.reject(asClientError(signal!.reason, signal))
      unsent.set(message.id, waiting)
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      else onAdded(message)
      return waiting.promise.finally(() => {
        unsent.delete(message.id)
        signal?.removeEventListener('abort', abort)
        onSettled()
      })
    },

    acknowledge: (id: string | number, runId: string): void => unsent.get(String(id))?.resolve({ runId }),
    refuse: (id: string | number, error: ClientError): void => unsent.get(String(id))?.reject(error),
    fail(error: ClientError): void {
      for (const each of unsent.values()) each.reject(error)
    },
  }
}
