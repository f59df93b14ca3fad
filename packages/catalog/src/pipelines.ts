import {
  ProblemError,
  type PipelineAtVersion,
  type PipelineDefinition,
  type PipelineSource,
  type PipelineVersion,
} from '@syndicate/contracts'
import { durably, type Runner, type Sql } from './connect.ts'
import { pageOf } from './page.ts'

/** The head of a pipeline that is there. */
export type PipelineHead = PipelineAtVersion

/** What is known of a name, whether or not there is a pipeline of that name now. */
export interface PipelineState {
  name: string
  /** The last version; 0 where there never was one. */
  version: number
  isRemoved: boolean
  source: PipelineSource | null
  /** Of what a file, or the program itself, said when that was applied last. */
  fileHash: string | null
}

/** A change of one pipeline: a new version, that it is removed, or what a file says of it and changes nothing. */
export type PipelineMove = { name: string; fileHash?: string | undefined } & (
  | {
      kind: 'put'
      definition: PipelineDefinition
      recipeHash: string
      source: PipelineSource
      /** Id of a user. */
      appliedBy: string | null
    }
  | { kind: 'remove' }
  | { kind: 'note' }
)

interface VersionRow {
  version: number
  appliedAt: Date
  appliedBy: string | null
  source: PipelineSource
}

type HeadRow = VersionRow & { name: string; definition: PipelineDefinition }

/** Pipelines as people write them, by name and version. @param aside answers at once, however busy `sql` is */
export function createPipelines(sql: Sql, aside: Sql) {
  const ofVersion = (runner: Runner) =>
    runner`versions.applied_at as "appliedAt", users.username as "appliedBy", versions.source`
  const versions = (runner: Runner) =>
    runner`pipeline_versions as versions left join users on users.id = versions.applied_by`

  return {
    /** Grows with each change. */
    async revision(): Promise<number> {
      const [row] = await aside<{ revision: number }[]>`select revision from pipeline_revision`
      return row!.revision
    },

    /** The names of all that are there, and what has come to count since a revision, as of one later. */
    async changesSince(revision: number): Promise<{ revision: number; names: string[]; changed: PipelineHead[] }> {
      const rows = await aside<({ current: number; isNew: boolean } & { [K in keyof HeadRow]: HeadRow[K] | null })[]>`
        select pipeline_revision.revision as current, pipelines.revision > ${revision} as "isNew", pipelines.name, pipelines.version,
          case when pipelines.revision > ${revision} then versions.definition end as definition, ${ofVersion(aside)}
        from pipeline_revision
          left join pipelines on removed_at is null
          left join (${versions(aside)}) on versions.name = pipelines.name and versions.version = pipelines.version`
      const there = rows.filter((row): row is HeadRow & { current: number; isNew: boolean } => row.name !== null)
      return {
        revision: rows[0]!.current,
        names: there.map(({ name }) => name),
        changed: there.filter(({ isNew }) => isNew).map(told),
      }
    },

    /** What is known of some names, as of a revision. */
    async statesOf(names: string[]): Promise<{ revision: number; states: Map<string, PipelineState> }> {
      const rows = await sql<(Omit<PipelineState, 'name'> & { name: string | null; revision: number })[]>`
        select pipeline_revision.revision, pipelines.name, pipelines.version, removed_at is not null as "isRemoved", source,
          file_hash as "fileHash"
        from pipeline_revision
          left join pipelines on pipelines.name = any(${names})
          left join pipeline_versions as versions
            on versions.name = pipelines.name and versions.version = pipelines.version`
      const known = rows.filter((row): row is PipelineState & { revision: number } => row.name !== null)
      return { revision: rows[0]!.revision, states: new Map(known.map((row) => [row.name, row])) }
    },

    /**
     * Makes some changes, durably: all of them, or none where anything has changed since the revision that they were planned at.
     * @returns whether they were made
     */
    async move(revision: number, moves: PipelineMove[]): Promise<boolean> {
      const next = revision + 1
      const puts = moves.filter((each) => each.kind === 'put')
      const heads = moves.filter(({ kind }) => kind !== 'note')
      const notes = moves.filter(({ kind }) => kind === 'note')
      return sql.begin(async (tx) => {
        await durably(tx)
        const mine = await tx`update pipeline_revision set revision = ${next} where revision = ${revision}`
        if (mine.count === 0) return false
        await tx`
          insert into pipelines (name, version, removed_at, file_hash, revision)
          select name, case kind when 'put' then 1 else 0 end, case kind when 'remove' then now() end, file_hash, ${next}
          from unnest(
            ${heads.map(({ name }) => name)}::text[], ${heads.map(({ kind }) => kind)}::text[],
            ${heads.map(({ fileHash = null }) => fileHash)}::text[]) as moves (name, kind, file_hash)
          on conflict (name) do update set version = pipelines.version + excluded.version,
            removed_at = excluded.removed_at, file_hash = coalesce(excluded.file_hash, pipelines.file_hash),
            revision = excluded.revision`
        await tx`
          update pipelines set file_hash = notes.file_hash
          from unnest(
            ${notes.map(({ name }) => name)}::text[], ${notes.map(({ fileHash = null }) => fileHash)}::text[]) as notes (name, file_hash)
          where pipelines.name = notes.name`
        await tx`
          insert into pipeline_versions (name, version, definition, recipe_hash, source, applied_by)
          select name, version, definition::json, recipe_hash, source, applied_by
          from unnest(
            ${puts.map(({ name }) => name)}::text[], ${puts.map(({ definition }) => JSON.stringify(definition))}::text[],
            ${puts.map(({ recipeHash }) => recipeHash)}::text[], ${puts.map(({ source }) => source)}::text[],
            ${puts.map(({ appliedBy }) => appliedBy)}::uuid[]) as puts (name, definition, recipe_hash, source, applied_by)
            join pipelines using (name)`
        return true
      })
    },

    /** A pipeline whole, as it is or was last, and a page of its versions. Throws unknown-pipeline. */
    async show(name: string, page: { limit: number; cursor?: number | undefined }) {
      const [row] = await sql<(HeadRow & { removedAt: Date | null })[]>`
        select name, version, definition, removed_at as "removedAt", ${ofVersion(sql)}
        from pipelines join (${versions(sql)}) using (name, version) where name = ${name}`
      if (!row) throw unknown(name)
      const found = await sql<VersionRow[]>`
        select version, ${ofVersion(sql)} from ${versions(sql)}
        where name = ${name} ${page.cursor === undefined ? sql`` : sql`and version < ${page.cursor}`}
        order by version desc limit ${page.limit + 1}`
      const { items, next } = pageOf(found.map(versionOf), page.limit, ({ version }) => String(version))
      const { removedAt, ...head } = row
      return {
        ...told(head),
        removedAt: removedAt?.toISOString() ?? null,
        versions: items,
        next: next === null ? null : Number(next),
      }
    },

    /** Throws unknown-pipeline, also for a version that there is not, and version-reclaimed. */
    async atVersion(name: string, version: number): Promise<PipelineAtVersion> {
      const [row] = await sql<(HeadRow | { name: string; source: null })[]>`
        select pipelines.name, versions.version, definition, ${ofVersion(sql)}
        from pipelines left join (${versions(sql)}) on versions.name = pipelines.name and versions.version = ${version}
        where pipelines.name = ${name} and pipelines.version >= ${version}`
      if (!row) throw unknown(name, version)
      if (row.source === null)
        throw new ProblemError('version-reclaimed', `Version ${version} of pipeline ${name} is no longer kept`)
      return told(row)
    },
  }
}

function told(row: HeadRow): PipelineAtVersion {
  const { name, definition } = row
  return { name, ...versionOf(row), definition }
}

function versionOf({ version, appliedAt, appliedBy, source }: VersionRow): PipelineVersion {
  return { version, appliedAt: appliedAt.toISOString(), appliedBy, source }
}

function unknown(name: string, version?: number): ProblemError {
  const what = version === undefined ? `pipeline ${name}` : `version ${version} of a pipeline ${name}`
  return new ProblemError('unknown-pipeline', `There is no ${what}`)
}
