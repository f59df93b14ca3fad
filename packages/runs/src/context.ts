import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { CutLimits, RecordEngine } from '@syndicate/pipeline'
import { within } from '@syndicate/timing'
import { readTraceparent, type Tracing } from '@syndicate/tracing'
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
  /** Null: nobody traces. */
  tracing: Tracing | null
  /** Told of what went wrong and was survived. @param run the run it concerns */
  onError: (error: unknown, what: string, run?: string) => void
}

/** What a line of a log says of the run that it concerns. */
export interface AboutRun {
  runId: string
  traceId?: string | undefined
}

/** How long a line about a run waits for the name of its trace, in milliseconds. */
const traceMs = 1_000

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
  tracing?: Tracing | null
  onError: (error: unknown, what: string, about?: AboutRun) => void
}): RunContext {
  const { catalog, broker, limits, tracing = null } = deps

  function onError(error: unknown, what: string, run?: string): void {
    if (run === undefined || !tracing) return deps.onError(error, what, run === undefined ? run : { runId: run })
    void within(traceMs, catalog.runs.traceOf(run), () => null)
      .catch(() => null)
      .then((trace) => deps.onError(error, what, { runId: run, traceId: readTraceparent(trace)?.traceId }))
  }

  return {
    catalog,
    broker,
    limits,
    tracing,
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
