import type { Broker, NewEvent } from '@syndicate/broker'
import type { EventData } from '@syndicate/contracts'

/** How long progress may wait for company. Each message wakes Redis and every gateway, and a small run makes four. */
const companyMs = 50

export interface Announcer {
  /**
   * Tells the event bus. Nobody waits for it: events are news, the catalog is the truth, and work goes on without them.
   * What changes a run's state goes out at once and takes along what waits.
   */
  announce(events: EventData[]): void
  /** Sends what waits. */
  flush(): Promise<void>
}

export function createAnnouncer(bus: Broker['bus'], onError: (error: unknown, what: string) => void): Announcer {
  let waiting: NewEvent[] = []
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const events = waiting
    waiting = []
    await bus.publish(events).catch((error: unknown) => onError(error, 'publishing events'))
  }

  return {
    announce(events) {
      waiting.push(...events.flatMap(addressed))
      if (events.some(({ kind }) => kind !== 'run.progress')) void flush()
      else if (waiting.length > 0) timer ??= setTimeout(() => void flush(), companyMs)
    },
    flush,
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
