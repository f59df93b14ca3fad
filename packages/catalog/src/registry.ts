import { ProblemError, type Dataset, type DatasetDetail, type DatasetVersion } from '@syndicate/contracts'
import type { Sql } from './connect.ts'
import { durably } from './connect.ts'

/** Names a stored frame within a dataset. */
export interface FrameKey {
  version: number
  ordinal: number
}

export interface Frame {
  key: FrameKey
  records: number
  /** One zstd frame of NDJSON. */
  data: Uint8Array
}

type DatasetRow = Omit<Dataset, 'updatedAt'> & { updatedAt: Date }
type VersionRow = Omit<DatasetVersion, 'publishedAt'> & { publishedAt: Date }

/** Frames fetched by one query: enough to keep a reader busy, few enough to stay small. */
const framesAtOnce = 8

export function createRegistry(sql: Sql) {
  const columns = sql`name, mode, head, live_records as records, live_bytes as bytes, updated_at as "updatedAt"`

  async function get(name: string): Promise<DatasetDetail | null> {
    const [row] = await sql<(DatasetRow & { schema: unknown })[]>`
      select ${columns}, definition -> 'schema' as schema
      from datasets join recipes on hash = recipe where name = ${name}`
    if (!row) return null
    const versions = await sql<VersionRow[]>`
      select version, run_id as "runId", records, bytes, published_at as "publishedAt"
      from versions where dataset = ${name} order by version desc limit 100`
    return {
      ...row,
      updatedAt: row.updatedAt.toISOString(),
      versions: versions.map((version) => ({ ...version, publishedAt: version.publishedAt.toISOString() })),
    }
  }

  async function lineageOf(name: string, version: number | undefined): Promise<string> {
    const [dataset] = await sql<{ head: number }[]>`select head from datasets where name = ${name}`
    if (!dataset) throw new ProblemError('dataset-not-found', `There is no dataset ${name}`)
    const [row] = await sql<{ lineage: string }[]>`
      select lineage::text from versions where dataset = ${name} and version = ${version ?? dataset.head}`
    if (!row) throw new ProblemError('version-not-found', `Dataset ${name} has no version ${version}`)
    return row.lineage
  }

  return {
    async list(): Promise<Dataset[]> {
      const rows = await sql<DatasetRow[]>`select ${columns} from datasets order by name`
      return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
    },

    get,

    /**
     * The live frames of a version (the head, when none is named), in order, after a given one.
     * What a version shows never changes, so reading on is safe while others publish.
     * Throws dataset-not-found and version-not-found before the first frame.
     */
    async *frames(name: string, options: { version?: number; after?: FrameKey } = {}): AsyncGenerator<Frame> {
      const lineage = await lineageOf(name, options.version)
      let after = options.after ?? { version: 0, ordinal: -1 }
      for (;;) {
        const rows = await sql<{ version: number; ordinal: number; records: number; data: Uint8Array }[]>`
          select version, ordinal, chunks.records, data
          from versions join chunks using (run_id)
          where dataset = ${name} and version <@ ${lineage}::int4multirange and chunks.state = 'valid'
            and (version, ordinal) > (${after.version}, ${after.ordinal})
          order by version, ordinal limit ${framesAtOnce}`
        for (const { version, ordinal, records, data } of rows) {
          if (records > 0) yield { key: { version, ordinal }, records, data }
        }
        const last = rows.at(-1)
        if (!last || rows.length < framesAtOnce) return
        after = { version: last.version, ordinal: last.ordinal }
      }
    },

    /** Moves the head to an older or newer version, with all that was live there. Nothing is deleted. */
    async rollback(name: string, version: number): Promise<DatasetDetail> {
      await lineageOf(name, version)
      await sql.begin((tx) => [
        durably(tx),
        tx`
          update datasets set head = versions.version, lineage = versions.lineage,
            live_records = versions.live_records, live_bytes = versions.live_bytes, updated_at = now()
          from versions where name = ${name} and dataset = name and version = ${version}`,
      ])
      return (await get(name))!
    },
  }
}
