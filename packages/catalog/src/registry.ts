import {
  ProblemError,
  type Dataset,
  type DatasetDetail,
  type DatasetVersion,
  type RecordLineage,
} from '@syndicate/contracts'
import type { ByteStore, Frame, FrameKey } from './bytes/byte-store.ts'
import { durably, type Sql } from './connect.ts'
import { fieldCounts, fieldsByType, mostWithFields, type FieldCounts } from './field-counts.ts'
import { pageOf } from './page.ts'
import { pipelineVersionOf } from './pipeline-version-of.ts'

type DatasetRow = Omit<Dataset, 'updatedAt'> & { updatedAt: Date }
type VersionRow = Omit<DatasetVersion, 'publishedAt' | 'reclaimedAt'> & { publishedAt: Date; reclaimedAt: Date | null }

/** Where the records come from that a version added. */
export type RecordOrigin = Omit<RecordLineage, 'records'>
type OriginRow = Omit<RecordOrigin, 'publishedAt'> & { publishedAt: Date }

/** What is fetched at once: enough to keep a reader busy, little enough to be nothing in memory. First of all one frame. */
const atOnce = { frames: 8, bytes: 4 * 1024 * 1024 }

interface DatasetsWanted {
  limit: number
  cursor?: string
  q?: string
  fields?: 'true'
}

export function createRegistry(sql: Sql, bytes: ByteStore) {
  const columns = sql`name, owner as pipeline, mode, datasets.key, head, live_records as records, live_bytes as bytes, updated_at as "updatedAt"`

  async function get(name: string): Promise<DatasetDetail | null> {
    const [row] = await sql<(DatasetRow & { schema: unknown })[]>`
      select ${columns}, definition -> 'schema' as schema
      from datasets join recipes on hash = recipe where name = ${name}`
    if (!row) return null
    const versions = await sql<VersionRow[]>`
      select version, run_id as "runId", records, bytes, published_at as "publishedAt",
        reclaimed_at as "reclaimedAt"
      from versions where dataset = ${name} order by version desc limit 100`
    return {
      ...row,
      updatedAt: row.updatedAt.toISOString(),
      versions: versions.map((version) => ({
        ...version,
        publishedAt: version.publishedAt.toISOString(),
        reclaimedAt: version.reclaimedAt?.toISOString() ?? null,
      })),
    }
  }

  /** The version asked for, or the head. Throws dataset-not-found, version-not-found. */
  async function versionOf(name: string, version: number | undefined): Promise<number> {
    const [dataset] = await sql<{ head: number; known: boolean }[]>`
      select head, exists (select from versions where dataset = name and version = ${version ?? null}) as known
      from datasets where name = ${name}`
    if (!dataset) throw new ProblemError('dataset-not-found', `There is no dataset ${name}`)
    if (version !== undefined && !dataset.known)
      throw new ProblemError('version-not-found', `Dataset ${name} has no version ${version}`)
    return version ?? dataset.head
  }

  return {
    /** By name; the last name of a page is the cursor to the next. @param wanted `q`: part of a name, of the dataset or its pipeline's */
    async list({
      limit,
      cursor = '',
      q,
      fields,
    }: DatasetsWanted): Promise<{ datasets: Dataset[]; next: string | null }> {
      const most = fields ? Math.min(limit, mostWithFields) : limit
      const rows = await sql<(DatasetRow & { counted?: FieldCounts | null })[]>`
        select ${columns} ${fields ? sql`, ${fieldCounts(sql)} as counted` : sql``} from datasets
        where name > ${cursor} ${q ? sql`and (strpos(name, ${q}) > 0 or strpos(owner, ${q}) > 0)` : sql``}
        order by name limit ${most + 1}`
      const found = rows.map(({ counted, ...row }) => ({
        ...row,
        updatedAt: row.updatedAt.toISOString(),
        ...(counted !== undefined && { fields: counted && fieldsByType(counted) }),
      }))
      const { items: datasets, next } = pageOf(found, most, ({ name }) => name)
      return { datasets, next }
    },

    get,

    /**
     * The live frames of a version (the head, when none is named), in order, after a given one, without the rows that do not
     * count there. What a version shows never changes, but for what is erased, so reading on is safe while others publish.
     * Throws dataset-not-found and version-not-found before the first frame, and version-reclaimed before the first or
     * between two: each look at the chunks also looks whether they are all there.
     */
    async *frames(name: string, options: { version?: number; after?: FrameKey } = {}): AsyncGenerator<Frame> {
      const asked = await versionOf(name, options.version)
      let after = options.after ?? { version: 0, ordinal: -1 }
      for (let frames = 1; ; frames = atOnce.frames) {
        const found = await bytes.framesAfter(name, asked, after, { ...atOnce, frames })
        if (!found) throw reclaimed(name, asked)
        for (const frame of found) if (frame.records > 0) yield frame
        const last = found.at(-1)
        if (!last) return
        after = last.key
      }
    },

    /** Of some versions of a dataset, whence the records that each added. */
    async origins(name: string, versions: number[]): Promise<RecordOrigin[]> {
      const rows = await sql<OriginRow[]>`
        select version, run_id as "runId", inputs.file_name as "fileName", runs.pipeline, ${pipelineVersionOf(sql)} as "pipelineVersion",
          has_schema as "schemaVersion", published_at as "publishedAt"
        from versions join runs on runs.id = run_id join inputs on inputs.id = input_id
        where versions.dataset = ${name} and version = any(${versions}::int[])`
      return rows.map((row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }))
    },

    /**
     * Moves the head to an older or newer version, with all that was live there. Nothing is deleted.
     * Throws dataset-not-found, version-not-found, version-reclaimed.
     */
    async rollback(name: string, version: number): Promise<DatasetDetail> {
      await versionOf(name, version)
      await sql.begin(async (tx) => {
        await durably(tx)
        // The collector decides under the same lock; what comes after it sees what was decided.
        await tx`select from datasets where name = ${name} for no key update`
        const moved = await tx`
          update datasets set head = versions.version, lineage = versions.lineage,
            live_records = versions.live_records, live_bytes = versions.live_bytes, updated_at = now(),
            schema_changes = null, (schema_version, live_fields) = ( -- null both where it is not kept
              select s.schema_version, fields from dataset_schemas s where s.dataset = name and s.schema_version = has_schema)
          from versions where name = ${name} and dataset = name and version = ${version} and reclaimed_at is null`
        if (moved.count === 0) {
          const [dataset] = await tx`select from datasets where name = ${name}`
          throw dataset
            ? reclaimed(name, version)
            : new ProblemError('dataset-not-found', `There is no dataset ${name}`)
        }
        // Shown again: should they be superseded once more, their time begins anew.
        await tx`
          update versions set superseded_at = null from datasets
          where name = ${name} and dataset = name and version <@ datasets.lineage
            and superseded_at is not null and reclaimed_at is null`
      })
      return (await get(name))!
    },
  }
}

function reclaimed(name: string, version: number): ProblemError {
  return new ProblemError('version-reclaimed', `Version ${version} of dataset ${name} is no longer kept`)
}
