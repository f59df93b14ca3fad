import type { Sql } from '../connect.ts'
import { boundsOf, digestId, indexBytes, isSameDigest, type DigestRange } from './digest-range.ts'

/** Entries of a block: little to read for one key, and few rows for ten million. */
const blockEntries = 512
/** Blocks of one statement. */
const mostBlocks = 200
/** As many segments of about one size are merged. */
const mergedAtOnce = 8
/** Segments up to so many entries are of one size, whatever they have. */
const smallest = 64

/** Of which range what is looked up: all of it, or only the blocks that may have some digests. */
export interface Lookup extends DigestRange {
  /** Hex, ascending. */
  digests?: string[] | undefined
}

export interface Segment {
  id: number
  entries: number
}

/** The index of a dataset's rows by key: segments of sorted entries, which never change. */
export function createSegments(sql: Sql) {
  return {
    /** What is in use of a dataset. */
    of: (dataset: string): Promise<Segment[]> =>
      sql<Segment[]>`
        select id, entries from key_segments where dataset = ${dataset} and versions is not null order by id`,

    /** Entries of a range, of each segment by itself: all that it has there, and some that are beside it. */
    async read(dataset: string, range: Lookup, ids: number[]): Promise<Uint8Array[]> {
      const { from, to } = boundsOf(range)
      const within = sql`last >= ${digestId(from)}::uuid ${to ? sql`and first < ${digestId(to)}::uuid` : sql``}`
      const one = sql`segments.id = any(${ids}::bigint[])`
      const rows = range.digests
        ? await sql<Block[]>`
            select distinct on (segments.id, found.first) segments.id, found.entries
            from key_segments segments, unnest(${range.digests}::uuid[]) as digest, lateral (
              select first, last, entries from key_blocks
              where segment = segments.id and first <= digest order by first desc limit 1
            ) as found
            where segments.dataset = ${dataset} and ${one} and found.last >= digest
            order by segments.id, found.first`
        : await sql<Block[]>`
            select segments.id, key_blocks.entries from key_segments segments join key_blocks on segment = segments.id
            where segments.dataset = ${dataset} and ${one} and ${within}
            order by segments.id, first`
      return [...Map.groupBy(rows, ({ id }) => id).values()].map((blocks) =>
        Buffer.concat(blocks.map((b) => b.entries)),
      )
    },

    /** A segment in the making, which nobody reads. What a run has left of an earlier try goes. */
    async open(dataset: string, run: string | null): Promise<number> {
      if (run) await sql`delete from key_segments where dataset = ${dataset} and made_by = ${run} and versions is null`
      const [row] = await sql<{ id: number }[]>`
        insert into key_segments (dataset, made_by) values (${dataset}, ${run}) returning id`
      return row!.id
    },

    /** Adds sorted entries behind those that it has. */
    async add(segment: number, entries: Uint8Array): Promise<void> {
      const blocks = blocksOf(entries)
      for (let nth = 0; nth < blocks.length; nth += mostBlocks) {
        const some = blocks.slice(nth, nth + mostBlocks)
        await sql`
          insert into key_blocks (segment, first, last, entries)
          select ${segment}, * from unnest(${some.map((block) => digestId(block))}::uuid[],
            ${some.map((block) => digestId(block, block.length - indexBytes))}::uuid[], ${some}::bytea[])`
      }
      await sql`update key_segments set entries = entries + ${entries.length / indexBytes}::bigint where id = ${segment}`
    },

    /** Puts a merged segment in the place of those that it was made of. @returns false when another was quicker */
    async replace(merged: number, parts: Segment[]): Promise<boolean> {
      const ids = [merged, ...parts.map(({ id }) => id)]
      const isDone = await sql.begin(async (tx) => {
        // In the order of all who take several; those of a dataset that was deleted meanwhile belong to none.
        const there = await tx<{ id: number; versions: string | null }[]>`
          select id, versions::text from key_segments where id = any(${ids}::bigint[]) and dataset is not null order by id for update`
        const found = there.filter(({ id, versions }) => id === merged || versions !== null)
        if (found.length < ids.length) return false
        await tx`delete from key_segments where id = any(${ids.slice(1)}::bigint[])`
        const all = found.flatMap(({ versions }) => versions ?? [])
        await tx`
          update key_segments set versions = (select range_agg(one) from unnest(${all}::int4multirange[]) as one) where id = ${merged}`
        return true
      })
      if (!isDone) await sql`delete from key_segments where id = ${merged}`
      return isDone
    },

    /** Which versions of a dataset may still be read, or gone back to, and which of them all of those show. */
    async kept(dataset: string): Promise<{ kept: string; inAll: string }> {
      const [row] = await sql<[{ kept: string; inAll: string }]>`
        select coalesce(range_agg(lineage), '{}')::text as kept, coalesce(range_intersect_agg(lineage), '{}')::text as "inAll" from (
          select lineage from datasets where name = ${dataset}
          union all select lineage from versions where dataset = ${dataset} and reclaimed_at is null
        ) as known`
      return row
    },

    /** Datasets that have so many that some may be merged. */
    async many(): Promise<string[]> {
      const rows = await sql<{ dataset: string }[]>`
        select dataset from key_segments where versions is not null group by dataset having count(*) >= ${mergedAtOnce}`
      return rows.map(({ dataset }) => dataset)
    },

    /** Segments that nobody will put into use any more. */
    async sweep(): Promise<{ segments: number }> {
      const { count } = await sql`
        delete from key_segments where id = any(array(
          select key_segments.id from key_segments left join runs on runs.id = made_by
          where versions is null and key_segments.created_at < now() - interval '1 hour'
            and coalesce(runs.state, 'failed') <> 'running' limit 20))`
      return { segments: count }
    },
  }
}

/** Sorted entries in blocks. Those of one digest are in one: whoever looks for it reads one block. */
function blocksOf(entries: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0, end = 0; at < entries.length; at = end) {
    end = Math.min(entries.length, at + blockEntries * indexBytes)
    while (end < entries.length && isSameDigest(entries, end - indexBytes, end)) end += indexBytes
    blocks.push(entries.subarray(at, end))
  }
  return blocks
}

/** The segments that are to be one: several of about the same size, the smallest first. None: there are few. */
export function toMerge(segments: Segment[], most = Infinity): Segment[] {
  const sizeOf = ({ entries }: Segment) =>
    Math.max(0, Math.floor(Math.log(entries / smallest) / Math.log(mergedAtOnce)))
  const bySize = [...Map.groupBy(segments, sizeOf)].toSorted(([a], [b]) => a - b)
  const many = bySize.find(([, alike]) => alike.length >= mergedAtOnce)?.[1] ?? []
  return many.reduce((sum, { entries }) => sum + entries, 0) <= most ? many : []
}

/** Whether a version is in a multirange, as PostgreSQL writes it. */
export function inRanges(written: string): (version: number) => boolean {
  const ranges = [...written.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)] as const)
  if (ranges.length === 1) {
    const [[from, to]] = ranges as [readonly [number, number]]
    return (version) => version >= from && version < to
  }
  return (version) => ranges.some(([from, to]) => version >= from && version < to)
}

interface Block {
  id: number
  entries: Uint8Array
}
