import type { NewEvent } from '@syndicate/broker'
import type { EventData } from '@syndicate/contracts'
import type { RunContext } from './context.ts'

/**
 * Tells the event bus. Nobody waits for it: events are news, the catalog is the truth, and work goes on without Redis
 * pub/sub.
 */
export function announce(ctx: RunContext, data: EventData[]): void {
  ctx.broker.bus.publish(data.flatMap(addressed)).catch((error: unknown) => ctx.onError(error, 'publishing events'))
}

/** Which topics hear of what. Progress would drown `telemetry.live`, so only the run's own topic has that of each chunk. */
function addressed(data: EventData): NewEvent[] {
  switch (data.kind) {
    case 'run.state':
      return [
        { topic: `runs.${data.runId}`, data },
        { topic: 'telemetry.live', data },
      ]
    case 'run.progress':
      return [{ topic: `runs.${data.runId}`, data }]
    case 'telemetry':
      return [{ topic: 'telemetry.live', data }]
    case 'dataset.version':
      return [{ topic: `datasets.${data.dataset}`, data }]
    case 'system.stats':
      return [{ topic: 'system.stats', data }]
  }
}
