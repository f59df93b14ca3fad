import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { CutLimits, RecordEngine } from '@syndicate/pipeline'
import { createAnnouncer, type Announcer } from './end/announcer.ts'
import { createExecutor, type Executor, type ExecutorOptions } from './executor/create-executor.ts'
import { createEngine } from './host/create-engine.ts'
import { createPressure, type Pressure } from './accept/pressure.ts'
import { createRecipes, type Recipes } from './accept/recipes.ts'
import { createLivePipelines, type LivePipelines } from './pipelines/live-pipelines.ts'

export interface RunLimits {
  /** Most bytes of one input, uncompressed. */
  maxInputBytes: number
  cut: CutLimits
  /** How many times its size an input may become, as it is stored and with what is refused. */
  maxGrowth: number
  /** The share of its chunks, from 0 to 1, that a worker reads back though it has just made and stored them. */
  auditShare: number
  /** Most bytes the database may have; none: no limit. */
  databaseBytes?: number | undefined
  /** Most unfinished runs of one user; none: no limit. */
  unfinishedRuns?: number | undefined
}

/** What every verb of the run protocol works with. */
export interface RunContext {
  catalog: Catalog
  broker: Broker
  /** For who reads what is stored; work on records is the executor's. */
  engine: RecordEngine
  recipes: Recipes
  /** To be closed by whoever made the context. */
  executor: Executor
  limits: RunLimits
  /** For who takes runs in: to be refreshed and followed by whoever made the context. Without that there are none. */
  pipelines: LivePipelines
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
  /** Where threads find parts and chunks, over connections of their own; not for who tries records alone. */
  database?: ExecutorOptions['database']
  /** What threads may use, and where they fail in tests. */
  performance: Pick<ExecutorOptions, 'threads' | 'chunkSeconds' | 'chunkMemory' | 'abortOn' | 'failPoints'>
  onError: RunContext['onError']
}): RunContext {
  const { catalog, broker, limits, onError } = deps
  return {
    catalog,
    broker,
    limits,
    pipelines: createLivePipelines({ catalog, bus: broker.bus, onError }),
    onError,
    engine: createEngine(deps.hashKey),
    recipes: createRecipes(catalog),
    executor: createExecutor({
      ...deps.performance,
      maxGrowth: limits.maxGrowth,
      database: deps.database,
      hashKey: deps.hashKey,
      onError,
    }),
    news: createAnnouncer(broker.bus, onError),
    pressure: createPressure({ catalog, broker, limits }),
  }
}
