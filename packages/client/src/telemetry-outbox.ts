import { asClientError, type ClientError } from './client-error.ts'
import type { TelemetryOptions } from './client.ts'
import { randomId } from './runtime.ts'
import { onAbort } from './wait.ts'

export interface UnsentTelemetry {
  id: string
  payload: unknown
  pipeline?: string | undefined
}

export type TelemetryOutbox = ReturnType<typeof createTelemetryOutbox>

/** Telemetry the server has not acknowledged yet, in the order it was given. */
export function createTelemetryOutbox() {
  const unsent = new Map<string, PromiseWithResolvers<{ runId: string }> & { message: UnsentTelemetry }>()

  return {
    all: (): UnsentTelemetry[] => [...unsent.values()].map(({ message }) => message),

    /**
     * @param onAdded told of the message, to send it
     * @param onSettled called when nothing is to be done for it any more
     */
    add(
      payload: unknown,
      { pipeline, signal }: TelemetryOptions,
      onAdded: (message: UnsentTelemetry) => void,
      onSettled: () => void,
    ): Promise<{ runId: string }> {
      const message = { id: randomId(), payload, pipeline }
      const waiting = { message, ...Promise.withResolvers<{ runId: string }>() }
      unsent.set(message.id, waiting)
      const stay = onAbort(signal, () => waiting.reject(asClientError(0, signal)))
      if (!signal?.aborted) onAdded(message)
      return waiting.promise.finally(() => {
        unsent.delete(message.id)
        stay()
        onSettled()
      })
    },

    acknowledge: (id: unknown, runId: string): void => unsent.get(id as string)?.resolve({ runId }),
    refuse: (id: unknown, error: ClientError): void => unsent.get(id as string)?.reject(error),
    fail(error: ClientError): void {
      for (const { reject } of unsent.values()) reject(error)
    },
  }
}
