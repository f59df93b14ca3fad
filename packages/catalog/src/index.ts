import { createAcceptedBytes } from './accepted-bytes.ts'
import { createAudit } from './audit.ts'
import { createApiKeys } from './api-keys.ts'
import { createPostgresBytes } from './bytes/postgres-bytes.ts'
import { createChunks } from './chunks/create-chunks.ts'
import { connect, type CatalogOptions } from './connect.ts'
import { createInputs } from './inputs.ts'
import { asLeader, collectorLock } from './leader.ts'
import { migrate } from './migrate.ts'
import { requireSearchPath } from './search-path.ts'
import { createQuarantineDiscard } from './quarantine/discard.ts'
import { createQuarantineReader } from './quarantine/read.ts'
import { createQuarantineReplay } from './quarantine/replay.ts'
import { createReclaim } from './reclaim/reclaim.ts'
import { createRecipes } from './recipes.ts'
import { createRegistry } from './registry.ts'
import { refuseInAdvance } from './runs/accept.ts'
import { createAccept } from './runs/accept-together.ts'
import { createMoves } from './runs/moves.ts'
import { createRunReader } from './runs/read.ts'
import { createSessions } from './sessions.ts'
import { createUsers } from './users.ts'

export type { AuditFilter, NewAuditEntry } from './audit.ts'
export type { KeyHolder } from './api-keys.ts'
export type { Frame, FrameKey } from './bytes/byte-store.ts'
export type { CatalogOptions } from './connect.ts'
export type { ChunkKey, ChunkState, StagedChunk, StoredChunk } from './chunks/chunk.ts'
export type { Verdict } from './chunks/pass.ts'
export type { QuarantineFilter, ReplayTerms } from './quarantine/conditions.ts'
export type { QuarantinePage, RefusalGroup } from './quarantine/read.ts'
export type { Claim } from './quarantine/replay.ts'
export type { Replayable, ReplayableRecord } from './quarantine/replayable.ts'
export type { Reclaimed } from './reclaim/reclaim.ts'
export { wasAnswered, type Acceptance, type NewInput, type NewRun } from './runs/accept.ts'
export type { FinishedRun } from './runs/end.ts'
export type { EndedRun, QuietRun, StartedRun } from './runs/moves.ts'
export type { RunFilter } from './runs/read.ts'
export type { NewSession, Session } from './sessions.ts'
export type { UserSecrets } from './users.ts'

type Led = Parameters<typeof asLeader>[2]

export type Catalog = ReturnType<typeof createCatalog>

/** Opens PostgreSQL: the questions and moves the system needs, by name. Close it when done. */
export function createCatalog(options: CatalogOptions) {
  const schema = options.schema ?? 'syndicate'
  const sql = connect(options)
  const bytes = createPostgresBytes(sql)
  // Opened with the first entry.
  const aside = connect({ ...options, poolSize: 1 })
  return {
    users: createUsers(sql),
    sessions: createSessions(sql),
    acceptedBytes: createAcceptedBytes(sql),
    audit: createAudit(sql, aside),
    apiKeys: createApiKeys(sql),
    recipes: createRecipes(sql),
    inputs: createInputs(sql, bytes),
    chunks: createChunks(sql, bytes),
    registry: createRegistry(sql, bytes),
    quarantine: { ...createQuarantineReader(sql), ...createQuarantineReplay(sql), ...createQuarantineDiscard(sql) },
    reclaim: createReclaim(sql),
    runs: {
      accept: createAccept(sql),
      refuseInAdvance: (run: Parameters<typeof refuseInAdvance>[1]) => refuseInAdvance(sql, run),
      ...createMoves(sql),
      ...createRunReader(sql),
    },
    migrate: () => migrate(sql, schema),
    asLeader: (work: Led, stopping?: AbortSignal) => asLeader(sql, schema, work, { stopping }),
    asCollector: (work: Led, stopping?: AbortSignal) => asLeader(sql, schema, work, { stopping, lock: collectorLock }),
    async ping(): Promise<void> {
      await sql`select 1`
    },
    /** @throws Error that says what to set, when tables are looked for elsewhere */
    requireSearchPath: () => requireSearchPath(sql, schema),
    /** How large the database is, all of it. */
    async bytes(): Promise<number> {
      const [row] = await sql<{ bytes: number }[]>`select pg_database_size(current_database()) as bytes`
      return row!.bytes
    },
    /** Waits for open queries for five seconds at most. */
    async close(): Promise<void> {
      await Promise.all([sql.end({ timeout: 5 }), aside.end({ timeout: 5 })])
    },
  }
}
