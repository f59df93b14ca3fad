import type { Broker, NewEvent } from '@syndicate/broker'
import type { EventData } from '@syndicate/contracts'
import { createBatcher } from '@syndicate/timing'

/** How long progress may wait for company. Each message wakes Redis and every gateway, and a small run makes four. */
const waitMs = 50
/** Most events in a message to Redis. */
const most = 500

export interface Announcer {
  /**
   * Tells the event bus. Nobody waits for it: events are news, the catalog is the truth, and work goes on without them.
   * What changes a run's state goes out at once and takes along what waits.
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
      if (events.some(({ kind }) => kind !== 'run.progress')) void batcher.flush()
    },
    flush: () => batcher.flush(),
  }
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
