import type { Broker, FlightLimits } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { CutLimits, Host } from '@syndicate/pipeline'
import { createAnnouncer, type Announcer } from './announcer.ts'
import { createCrew, type Crew, type CrewOptions } from './crew/create-crew.ts'
import { createHost } from './host.ts'
import { createPressure, type Pressure } from './pressure.ts'
import { createRecipes, type Recipes } from './recipes.ts'

export interface RunLimits {
  /** Most bytes of one input, uncompressed. */
  maxInputBytes: number
  cut: CutLimits
  flight: FlightLimits
  /** Most bytes the database may have; none: no limit. */
  databaseBytes?: number | undefined
  /** Most unfinished runs of one user; none: no limit. */
  unfinishedRuns?: number | undefined
}

/** What every verb of the run protocol works with. */
export interface RunContext {
  catalog: Catalog
  broker: Broker
  host: Host
  recipes: Recipes
  /** To be closed by whoever made the context. */
  crew: Crew
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
  /** What the crew may use. */
  performance: Pick<CrewOptions, 'threads' | 'chunkSeconds' | 'chunkMemory' | 'abortOn'>
  onError: RunContext['onError']
}): RunContext {
  const host = createHost(deps.hashKey)
  const { catalog, broker, limits, onError } = deps
  return {
    catalog,
    broker,
    limits,
    onError,
    host,
    recipes: createRecipes(catalog),
    crew: createCrew({ ...deps.performance, hashKey: deps.hashKey, onError }),
    news: createAnnouncer(broker.bus, onError),
    pressure: createPressure({ catalog, broker, limits }),
  }
}
