import type { ChunkSource, StoredChunk } from '../chunks/chunk.ts'
import type { Fragment, Sql } from '../connect.ts'
import type { ByteStore, Frame } from './byte-store.ts'
import { placesOf, withoutPlaces } from './without-rows.ts'

/** Bytes in columns of type bytea, stored as they come: they are compressed already. */
export function createPostgresBytes(sql: Sql): ByteStore {
  return {
    async putPart(inputId, ordinal, data) {
      await sql`
        insert into input_parts (input_id, ordinal, data) values (${inputId}, ${ordinal}, ${data})
        on conflict (input_id, ordinal) do nothing`
    },

    async part(inputId, ordinal) {
      const [row] = await sql<{ data: Uint8Array }[]>`
        select data from input_parts where input_id = ${inputId} and ordinal = ${ordinal}`
      return row?.data ?? null
    },

    async dropParts(inputId) {
      await sql`
        delete from input_parts where input_id = ${inputId}
        and not exists (select from inputs where id = ${inputId} and reclaimed_at is null)`
    },

    async sources(keys) {
      const rows = await sql<(ChunkSource & { nth: number })[]>`
        select nth::int, recipe, made.state, case when made.state is null then part.data end as part
        from unnest(
          ${keys.map(({ run }) => run)}::uuid[], ${keys.map(({ epoch }) => epoch)}::int[], ${keys.map(({ ordinal }) => ordinal)}::int[]
        ) with ordinality as asked (run, epoch, ordinal, nth)
        join runs on runs.id = asked.run and runs.epoch = asked.epoch and runs.state = 'running'
        join inputs on inputs.id = input_id
        left join chunks made on made.run_id = runs.id and made.ordinal = asked.ordinal
        left join input_parts part on part.input_id = inputs.id and part.ordinal = first_chunk + asked.ordinal`
      const found = new Map(rows.map(({ nth, ...source }) => [nth, source]))
      return keys.map((_, index) => found.get(index + 1) ?? null)
    },

    async chunk(run, ordinal) {
      const [row] = await sql<StoredChunk[]>`
        select chunks.state, data, sha256, records, recipe
        from chunks join runs on runs.id = run_id where run_id = ${run} and ordinal = ${ordinal}`
      return row ?? null
    },

    async nextChunk(run, after) {
      for (;;) {
        const [row] = await sql<(Marked & { ordinal: number })[]>`
          select ordinal, records, data, gone, ${marksSeen(sql, sql`(select lineage from versions where versions.run_id = chunks.run_id)`)}
          from chunks
          where run_id = ${run} and ordinal > ${after} and records > 0 order by ordinal limit 1`
        if (!row) return null
        const { records, data } = await asSeen(row)
        if (records > 0) return { ordinal: row.ordinal, data }
        after = row.ordinal
      }
    },

    async *storedChunks(run) {
      for (let after = -1; ;) {
        const [row] = await sql<{ ordinal: number; data: Uint8Array; gone: number[] | null }[]>`
          select ordinal, data, gone from chunks
          where run_id = ${run} and ordinal > ${after} and records > 0 order by ordinal limit 1`
        if (!row) return
        yield { ...row, gone: row.gone ?? [] }
        after = row.ordinal
      }
    },

    async framesAfter(dataset, version, after, most) {
      const rows = await sql<FrameRow[]>`
        select asked.reclaimed_at is not null as reclaimed, frame.*
        from versions asked left join lateral (
          select version, ordinal, records, data, gone, ${marksSeen(sql, sql`asked.lineage`)} from (
            select *, sum(octet_length(data)) over place as "bytesSoFar", row_number() over place as nth from (
              select version, run_id, ordinal, chunks.records, data, gone
              from versions join chunks using (run_id)
              where dataset = asked.dataset and version <@ asked.lineage and chunks.state = 'valid'
                and version >= ${after.version} and (version, ordinal) > (${after.version}, ${after.ordinal})
              order by version, ordinal limit ${most.frames}
            ) as next
            window place as (order by version, ordinal)
          ) as chunks
          where "bytesSoFar" <= ${most.bytes} or nth = 1
        ) frame on true
        where asked.dataset = ${dataset} and asked.version = ${version}
        order by frame.version, frame.ordinal`
      if (rows[0]?.reclaimed) return null
      const frames: Frame[] = []
      for (const { version, ordinal, ...stored } of rows)
        // One after the other: a reader takes no more than one unpacked at a time.
        if (stored.data !== null) frames.push({ key: { version, ordinal }, ...(await asSeen(stored)) })
      return frames
    },
  }
}

interface Marked {
  records: number
  data: Uint8Array
  gone: number[] | null
  marked: number[] | null
}

/** The rows of a chunk that who sees a lineage leaves out, as `marked`; null: none. */
function marksSeen(sql: Sql, lineage: Fragment): Fragment {
  return sql`(
    select array_agg(marked_row) from marks, unnest(rows) as marked_row
    where marks.run_id = chunks.run_id and marks.ordinal = chunks.ordinal and (marks.version = 0 or marks.version <@ ${lineage})
  ) as marked`
}

/** Bytes of which no row is marked are those that are stored. */
async function asSeen({ records, data, gone, marked }: Marked): Promise<{ records: number; data: Uint8Array }> {
  const places = marked ? placesOf(marked, gone ?? []) : new Set<number>()
  if (places.size === 0) return { records, data }
  if (places.size >= records) return { records: 0, data: new Uint8Array() }
  const left = await withoutPlaces(data, places)
  return { records: left.records, data: left.data }
}

/** Without a frame, when there is none left: then all of it is null but `reclaimed`. */
interface FrameRow extends Marked {
  reclaimed: boolean
  version: number
  ordinal: number
}
