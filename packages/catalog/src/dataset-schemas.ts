import {
  fieldChangesOf,
  fieldInWords,
  ProblemError,
  type DatasetSchema,
  type DatasetSchemaVersion,
  type FieldMove,
  type FieldsSeen,
} from '@syndicate/contracts'
import type { Sql } from './connect.ts'
import { pageOf } from './page.ts'

interface HeadRow {
  head: number
  schemaVersion: number | null
  /** `partly`: nobody looked at some of the records. */
  fields: (FieldsSeen & { partly?: true }) | null
}

type ChangeRow = Omit<DatasetSchemaVersion, 'publishedAt' | 'changes' | 'more'> & {
  publishedAt: Date
  moves: Record<string, FieldMove>
}

/** What fields the records of datasets have. It is written where a run is published (`runs/end.ts`). */
export function createDatasetSchemas(sql: Sql) {
  return {
    /** The fields that the head shows, and a page of their changes, newest first. Throws dataset-not-found. */
    async schema(
      name: string,
      { limit, cursor }: { limit: number; cursor?: number | undefined },
    ): Promise<DatasetSchema> {
      const [dataset] = await sql<HeadRow[]>`
        select head, schema_version as "schemaVersion", live_fields as fields from datasets where name = ${name}`
      if (!dataset) throw new ProblemError('dataset-not-found', `There is no dataset ${name}`)
      const rows = await sql<ChangeRow[]>`
        select schema_version as "schemaVersion", published_version as version, by_run as "runId", runs.pipeline, dataset_schemas.changes as moves,
          published_at as "publishedAt", (
            select max(made.version) from pipeline_versions made
            where made.name = runs.pipeline and made.recipe_hash = runs.recipe and made.applied_at <= runs.created_at
          ) as "pipelineVersion"
        from dataset_schemas join runs on runs.id = by_run
        where dataset_schemas.dataset = ${name} ${cursor === undefined ? sql`` : sql`and schema_version < ${cursor}`}
        order by schema_version desc limit ${limit + 1}`
      const { items: versions, next } = pageOf(rows.map(versionOf), limit, ({ schemaVersion }) => String(schemaVersion))
      const { head, schemaVersion, fields } = dataset
      return {
        dataset: name,
        head,
        schemaVersion,
        complete: fields !== null && !fields.more && !fields.partly,
        fields: Object.entries(fields?.stored ?? {})
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([field, bits]) => ({ field, text: fieldInWords(bits) })),
        versions,
        next: next === null ? null : Number(next),
      }
    },
  }
}

function versionOf({ moves, publishedAt, ...row }: ChangeRow): DatasetSchemaVersion {
  return { ...row, publishedAt: publishedAt.toISOString(), ...fieldChangesOf(moves) }
}
