import type { Broker, NewEvent } from '@syndicate/broker'
import type { EventData } from '@syndicate/contracts'
import { createBatcher } from '@syndicate/timing'

/** How long what changes nothing may wait for company. Each message wakes Redis and every gateway. */
const waitMs = 50
/** Most events in a message to Redis. */
const most = 500

export interface Announcer {
  /**
   * Tells the event bus. Nobody waits for it: events are news, the catalog is the truth, and work goes on without them.
   * How a run begins or ends goes out at once and takes along what waits.
   */
  announce(events: EventData[]): void
  /** Sends what waits. */
  flush(): Promise<void>
}

export function createAnnouncer(
  bus: Pick<Broker['bus'], 'publish'>,
  onError: (error: unknown, what: string) => void,
): Announcer {
  // One message at a time, so that events keep their order.
  const batcher = createBatcher<NewEvent>({ work: publish, most, atOnce: 1, waitMs })

  async function publish(events: NewEvent[]): Promise<void> {
    await bus.publish(events).catch((error: unknown) => onError(error, 'publishing events'))
  }

  return {
    announce(events) {
      for (const event of events.flatMap(addressed)) void batcher.add(event)
      if (events.some(isUrgent)) void batcher.flush()
    },
    flush: () => batcher.flush(),
  }
}

/** That a run is worked on is no more urgent than how far it is: a small one is over by then. */
function isUrgent(event: EventData): boolean {
  return event.kind !== 'run.progress' && !(event.kind === 'run.state' && event.state === 'running')
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
    case 'dataset.erased':
    case 'dataset.deleted':
      return [{ topic: `datasets.${data.dataset}`, data }]
    case 'pipeline.applied':
    case 'pipeline.removed':
      return [
        { topic: `pipelines.${data.pipeline}`, data },
        { topic: 'pipelines', data },
      ]
    case 'system.stats':
      return [{ topic: 'system.stats', data }]
  }
}
