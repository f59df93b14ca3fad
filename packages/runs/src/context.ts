import type { Broker, FlightLimits } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { CutLimits, Engine } from '@syndicate/pipeline'
import { createAnnouncer, type Announcer } from './announcer.ts'
import { createEngine } from './engine.ts'
import { createPipelines, type Pipelines } from './pipelines.ts'
import { createPressure, type Pressure } from './pressure.ts'

export interface RunLimits {
  /** Most bytes of one input, uncompressed. */
  maxInputBytes: number
  cut: CutLimits
  flight: FlightLimits
  /** Most bytes the database may have; none: no limit. */
  databaseBytes?: number | undefined
}

/** What every verb of the run protocol works with. */
export interface RunContext {
  catalog: Catalog
  broker: Broker
  engine: Engine
  pipelines: Pipelines
  limits: RunLimits
  news: Announcer
  pressure: Pressure
  /** Told of what went wrong and was survived. */
  onError: (error: unknown, what: string) => void
}

export function createRunContext(deps: {
  catalog: Catalog
  broker: Broker
  limits: RunLimits
  /** Key of the `hash` step. */
  hashKey: string
  onError: RunContext['onError']
}): RunContext {
  const engine = createEngine(deps.hashKey)
  const { catalog, broker, limits, onError } = deps
  return {
    catalog,
    broker,
    limits,
    onError,
    engine,
    pipelines: createPipelines(catalog, engine),
    news: createAnnouncer(broker.bus, onError),
    pressure: createPressure({ catalog, broker, limits }),
  }
}
