import { stages, type Stage } from '@syndicate/contracts'
import Type, { type Static, type TInteger } from 'typebox'
import { ApiSection } from './api-section.ts'
import { byteSize } from './byte-size.ts'
import { Pipelines } from './pipeline-section.ts'
import { RetentionSection } from './retention-section.ts'

const only = { additionalProperties: false }
const section = { ...only, default: {} }

const jobsAtOnce: Record<Stage, number> = { extract: 32, transform: 2, load: 4, validate: 2 }
const concurrency = Object.fromEntries(
  stages.map((stage) => [stage, Type.Integer({ minimum: 1, maximum: 100, default: jobsAtOnce[stage] })]),
) as Record<Stage, TInteger>

const Performance = Type.Object(
  {
    concurrency: Type.Object(concurrency, section),
    // The reconciler and the collector hold one each while they work.
    databasePool: Type.Integer({ minimum: 4, maximum: 200, default: 10 }),
    drainSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 600 })),
    shutdownSeconds: Type.Integer({ minimum: 1, maximum: 600, default: 25 }),
    lockSeconds: Type.Integer({ minimum: 5, maximum: 600, default: 10 }),
    threads: Type.Integer({ minimum: 1, maximum: 64, default: 1 }),
    chunkSeconds: Type.Number({ minimum: 0.5, maximum: 3600, default: 30 }),
    chunkMemory: byteSize('256 MiB'),
  },
  section,
)

const Index = Type.Object(
  {
    patterns: Type.Array(Type.String({ format: 'regex', description: 'a regular expression' }), { minItems: 1 }),
    allowed: Type.Array(Type.String(), { default: [], description: 'a list of globs' }),
  },
  only,
)

const Audit = Type.Object(
  {
    indexes: Type.Record(Type.String(), Index, { default: {} }),
  },
  section,
)

/** syndicate.yaml, whole. */
export const ConfigFile = Type.Object(
  { api: ApiSection, pipelines: Pipelines, performance: Performance, retention: RetentionSection, audit: Audit },
  only,
)
export type ConfigFile = Static<typeof ConfigFile>
