import { createAcceptedBytes } from './accepted-bytes.ts'
import { createAlertDeliveries } from './alerts/deliveries.ts'
import { createAlertDestinations } from './alerts/destinations.ts'
import { judgeEnds, judgeTurns, type Facts, type Judgement } from './alerts/judge.ts'
import { createAlertRules } from './alerts/rules.ts'
import { alertWaits } from './alerts/waits.ts'
import { createAudit } from './audit.ts'
import { createApiKeys } from './api-keys.ts'
import { createPostgresBytes } from './bytes/postgres-bytes.ts'
import { createChunks } from './chunks/create-chunks.ts'
import { conditionOf } from './condition.ts'
import { connect, type ConnectOptions, type Sql } from './connect.ts'
import { createDatasetRemoval } from './dataset-removal.ts'
import { createDatasetSchemas } from './dataset-schemas.ts'
import { createErasures } from './erasures/create-erasures.ts'
import { createInputs } from './inputs.ts'
import { createAlone } from './keys/alone.ts'
import { createSegments } from './keys/segments.ts'
import { createSettling } from './keys/settling.ts'
import { asLeader, collectorLock } from './leader.ts'
import { migrate, type Migrated } from './migrate.ts'
import { createPipelines } from './pipelines.ts'
import { countConnections } from './pool-counts.ts'
import { createQuarantineDiscard } from './quarantine/discard.ts'
import { refusedPositions } from './quarantine/positions.ts'
import { createQuarantineReader } from './quarantine/read.ts'
import { createQuarantineReplay } from './quarantine/replay.ts'
import { createReclaim } from './reclaim/reclaim.ts'
import { createRecipes } from './recipes.ts'
import { createRegistry } from './registry.ts'
import { refuseInAdvance } from './runs/accept.ts'
import { createAccept } from './runs/accept-together.ts'
import { createDealtWith } from './runs/dealt-with.ts'
import { createKeptInputs } from './runs/kept-inputs.ts'
import { createMoves } from './runs/moves.ts'
import { createOutcomes } from './runs/outcomes.ts'
import { createRunReader } from './runs/read.ts'
import { timelineOf, traceOf } from './runs/timeline.ts'
import { requireSession } from './session.ts'
import { unfinishedRuns } from './runs/unfinished.ts'
import { createRunReplay } from './runs/replay.ts'
import { createSessions } from './sessions.ts'
import { createUsers } from './users.ts'

export type { Attempted, Claimed, NewAlert } from './alerts/deliveries.ts'
export type { ActiveRule, Facts, JudgedRun, Judgement, Turn } from './alerts/judge.ts'
export type { AuditFilter, NewAuditEntry } from './audit.ts'
export type { KeyHolder } from './api-keys.ts'
export { rowsOf } from './bytes/without-rows.ts'
export type { SearchedRun, TakenErasure } from './erasures/erasure.ts'
export type { ReplacedSegment } from './erasures/forgotten-keys.ts'
export type { SearchedRefusal } from './erasures/refused.ts'
export type { Condition, LongTransaction } from './condition.ts'
export { LeaseLost, type Find } from './erasures/work.ts'
export type { Frame, FrameKey } from './bytes/byte-store.ts'
export type { ChunkKey, ChunkState, StagedChunk, StoredChunk } from './chunks/chunk.ts'
export type { Verdict } from './chunks/pass.ts'
export { boundsOf, digestId, digestRanges, indexBytes, ownBytes, type DigestRange } from './keys/digest-range.ts'
export { inRanges, toMerge, type Segment } from './keys/segments.ts'
export type { OwnEntries, Settlement, Settling } from './keys/settling.ts'
export type { PoolCounts } from './pool-counts.ts'
export type { PipelineHead, PipelineMove, PipelineState } from './pipelines.ts'
export type { Session as DatabaseSession } from './session.ts'
export type { QuarantineFilter, ReplayTerms } from './quarantine/conditions.ts'
export type { QuarantinePage, RefusalGroup } from './quarantine/read.ts'
export type { Claim } from './quarantine/replay.ts'
export type { Replayable, ReplayableRecord } from './quarantine/replayable.ts'
export type { Reclaimed } from './reclaim/reclaim.ts'
export { wasAnswered, type Acceptance, type NewInput, type NewRun } from './runs/accept.ts'
export type { FinishedRun } from './runs/end.ts'
export type { EarlierInput, RunInput } from './runs/kept-inputs.ts'
export type { EndedRun, QuietRun, StartedRun } from './runs/moves.ts'
export { otherPipelines, type Outcome } from './runs/outcomes.ts'
export type { RecordOrigin } from './registry.ts'
export type { RunFilter } from './runs/read.ts'
export type { Interval, Timeline } from './runs/timeline.ts'
export type { RunChoice, WeighedRun } from './runs/replay.ts'
export type { NewSession, Session } from './sessions.ts'
export type { UserSecrets } from './users.ts'

type Led = Parameters<typeof asLeader>[2]

export type Catalog = ReturnType<typeof createCatalog>

export interface CatalogOptions extends Omit<ConnectOptions, 'statementMs'> {
  /**
   * For a process that answers callers: what they may ask widely has connections of its own, a share of the pool, and each
   * statement at most so long, in milliseconds. However much they ask, signing in, accepting and looking up go on. None:
   * all share the pool.
   */
  widelyMs?: number
}

/** Connections, of ten, for what callers ask widely. */
const wideShare = 0.4

function openPools({ widelyMs, ...options }: CatalogOptions): { sql: Sql; wide: Sql; connections: number } {
  const { poolSize = 10 } = options
  if (widelyMs === undefined) {
    const sql = connect(options)
    return { sql, wide: sql, connections: poolSize }
  }
  const connections = Math.max(1, Math.floor(poolSize * wideShare))
  const sql = connect({ ...options, poolSize: Math.max(1, poolSize - connections) })
  return { sql, wide: connect({ ...options, poolSize: connections, statementMs: widelyMs }), connections }
}

/** Opens PostgreSQL: the questions and moves the system needs, by name. Close it when done. */
export function createCatalog(options: CatalogOptions) {
  const schema = options.schema ?? 'syndicate'
  const { sql, wide, connections } = openPools(options)
  const bytes = createPostgresBytes(sql)
  // For what must not wait for any other; opened when it is needed first.
  const aside = connect({ ...options, poolSize: 1 })
  const pools = new Set([sql, wide, aside])
  const { list, frames, origins } = createRegistry(wide, createPostgresBytes(wide))
  const { weigh, replayable } = createQuarantineReplay(wide)
  return {
    /** How many statements of what callers ask widely may run at once. */
    wideConnections: connections,
    users: createUsers(sql),
    sessions: createSessions(sql),
    acceptedBytes: createAcceptedBytes(sql),
    audit: { ...createAudit(sql, aside), list: createAudit(wide, aside).list },
    alerts: {
      destinations: createAlertDestinations(sql),
      rules: createAlertRules(sql),
      deliveries: createAlertDeliveries(sql, wide),
      waits: () => alertWaits(wide),
      judgeEnds: (decide: (facts: Facts) => Judgement) => judgeEnds(sql, decide),
      judgeTurns: (decide: (facts: Facts) => Judgement) => judgeTurns(sql, decide),
    },
    apiKeys: createApiKeys(sql),
    recipes: createRecipes(sql),
    pipelines: createPipelines(sql, aside),
    inputs: createInputs(sql, bytes),
    chunks: createChunks(sql, bytes),
    registry: {
      ...createRegistry(sql, bytes),
      ...createDatasetSchemas(sql),
      ...createDatasetRemoval(sql),
      list,
      frames,
      origins,
    },
    quarantine: {
      ...createQuarantineReader(wide),
      ...createQuarantineReplay(sql),
      ...createQuarantineDiscard(sql, options.widelyMs),
      positions: (run: string, ordinal: number) => refusedPositions(sql, run, ordinal),
      weigh,
      replayable,
    },
    keys: {
      ...createSettling(sql),
      segments: createSegments(sql),
      alone: createAlone(sql, schema, options.poolSize),
    },
    erasures: createErasures(sql),
    reclaim: createReclaim(sql),
    outcomes: { ...createOutcomes(sql), read: createOutcomes(wide).read },
    runs: {
      accept: createAccept(sql),
      refuseInAdvance: (run: Parameters<typeof refuseInAdvance>[1]) => refuseInAdvance(sql, run),
      ...createMoves(sql),
      unfinished: () => unfinishedRuns(wide),
      ...createRunReader(sql),
      timeline: (run: string) => timelineOf(sql, run),
      traceOf: (run: string) => traceOf(sql, run),
      ...createKeptInputs(sql),
      ...createRunReplay(sql),
      ...createDealtWith(sql, options.widelyMs),
      list: createRunReader(wide).list,
      newestInputs: createKeptInputs(wide).newestInputs,
      weigh: createRunReplay(wide).weigh,
    },
    migrate: (onMigrated?: (migrated: Migrated) => void) => migrate(sql, schema, { onMigrated }),
    asLeader: (work: Led, stopping?: AbortSignal) => asLeader(sql, schema, work, { stopping }),
    asCollector: (work: Led, stopping?: AbortSignal) => asLeader(sql, schema, work, { stopping, lock: collectorLock }),
    async ping(): Promise<void> {
      await sql`select 1`
    },
    /** What connections are. @throws Error that says what to set, where they are not what is needed */
    requireSession: () =>
      requireSession({ ...options, ...(options.widelyMs !== undefined && { statementMs: options.widelyMs }) }),
    /** How large the database is, all of it. */
    async bytes(): Promise<number> {
      const [row] = await sql<{ bytes: number }[]>`select pg_database_size(current_database()) as bytes`
      return row!.bytes
    },
    /** How PostgreSQL is set and what it is at, for who keeps it. Asked of a connection of its own. */
    condition: () => conditionOf(aside, schema),
    /** What the connections of this catalog are doing. */
    pool: () => countConnections(pools),
    /** Waits for open queries for five seconds at most. */
    close: async () => void (await Promise.all([...pools].map((pool) => pool.end({ timeout: 5 })))),
  }
}
