import { createHash } from 'node:crypto'
import type { Fragment, Runner, Sql } from '../connect.ts'
import { placesOf, withoutPlaces } from './without-rows.ts'

/** A chunk, by the run that made it. */
export interface ChunkPlace {
  runId: string
  ordinal: number
}

interface Chunk {
  data: Uint8Array
  sha256: string
  gone: number[] | null
}

interface Mark {
  version: number
  rows: number[]
}

interface Replacement extends ChunkPlace {
  before: Chunk & { marks: Mark[] }
  after: Chunk & { records: number }
}

/** So many bytes are written in one transaction, and one chunk's more. */
const mostBytes = 32 * 1024 * 1024

/**
 * Writes chunks anew without the rows of some of their marks, which go with them: of each, bytes, checksum and counts change in one
 * transaction if nobody has changed chunk or marks meanwhile, or nothing does. What versions say of their bytes changes once for many.
 * @param which of `marks`
 * @returns how many were written; and those that are damaged, or could not be read back, which hold up no other
 */
export async function rewriteChunks(
  sql: Sql,
  places: readonly ChunkPlace[],
  which: Fragment,
): Promise<{ rewritten: number; failed: (ChunkPlace & { error: unknown })[] }> {
  const failed: (ChunkPlace & { error: unknown })[] = []
  let rewritten = 0
  let made: Replacement[] = []
  let bytes = 0
  const write = async () => {
    if (made.length > 0) rewritten += await replaceAll(sql, made)
    made = []
    bytes = 0
  }
  for (const { runId, ordinal } of places) {
    const before = await read(sql, runId, ordinal, which)
    if (!before) continue
    try {
      const after = await withoutMarked(before)
      made.push({ runId, ordinal, before, after })
      bytes += after.data.byteLength
    } catch (error) {
      failed.push({ runId, ordinal, error })
    }
    if (bytes >= mostBytes) await write()
  }
  await write()
  return { rewritten, failed }
}

async function read(
  sql: Sql,
  runId: string,
  ordinal: number,
  which: Fragment,
): Promise<(Chunk & { marks: Mark[] }) | null> {
  const [chunk] = await sql<(Chunk & { marks: Mark[] | null })[]>`
    select data, sha256, gone, (
      select json_agg(json_build_object('version', version, 'rows', rows) order by version) from marks
      where marks.run_id = chunks.run_id and marks.ordinal = chunks.ordinal and ${which}
    ) as marks
    from chunks where run_id = ${runId} and ordinal = ${ordinal}`
  return chunk?.marks ? { ...chunk, marks: chunk.marks } : null
}

/** Throws when the chunk is damaged, or what was made of it cannot be read back. */
async function withoutMarked(before: Chunk & { marks: Mark[] }): Promise<Replacement['after']> {
  const gone = before.gone ?? []
  const marked = before.marks.flatMap(({ rows }) => rows)
  const left = await withoutPlaces(before.data, placesOf(marked, gone))
  const again = await withoutPlaces(left.data, new Set())
  if (again.content !== left.content) throw new Error('Damaged frame: it does not hold what was put into it')
  const all = [...new Set([...gone, ...marked])].toSorted((a, b) => a - b)
  const sha256 = createHash('sha256').update(left.data).digest('hex')
  return { ...left, sha256, gone: all }
}

/** @returns how many were as they had been */
function replaceAll(sql: Sql, replacements: readonly Replacement[]): Promise<number> {
  return sql.begin(async (tx) => {
    // Before chunks and marks, as whoever erases does; and all in one order.
    await tx`
      select from datasets where name in (
        select dataset from versions where run_id = any(${[...new Set(replacements.map(({ runId }) => runId))]}::uuid[]))
      order by name for no key update`
    const changes = new Map<string, number>()
    let replaced = 0
    for (const one of replacements.toSorted(byPlace)) {
      const change = await replace(tx, one)
      if (change === null) continue
      replaced++
      changes.set(one.runId, (changes.get(one.runId) ?? 0) + change)
    }
    if (replaced > 0) await countBytes(tx, changes)
    return replaced
  }) as Promise<number>
}

/** @returns by how many bytes it has grown; null: it is not what it was */
async function replace(tx: Runner, { runId, ordinal, before, after }: Replacement): Promise<number | null> {
  const [chunk] = await tx<{ bytes: number }[]>`
    select octet_length(data) as bytes from chunks
    where run_id = ${runId} and ordinal = ${ordinal} and sha256 = ${before.sha256} for no key update`
  if (!chunk) return null
  const marks = await tx<Mark[]>`
    select version, rows from marks
    where run_id = ${runId} and ordinal = ${ordinal} and version = any(${before.marks.map(({ version }) => version)}::int[])
    order by version for update`
  if (JSON.stringify(marks) !== JSON.stringify(before.marks)) return null
  await tx`
    update chunks set data = ${after.data}, sha256 = ${after.sha256}, records = ${after.records}, gone = ${after.gone}
    where run_id = ${runId} and ordinal = ${ordinal}`
  await tx`
    delete from marks where run_id = ${runId} and ordinal = ${ordinal}
      and version = any(${marks.map(({ version }) => version)}::int[])`
  return after.data.byteLength - chunk.bytes
}

/** Adds to the bytes of whatever shows the chunks of runs. */
async function countBytes(tx: Runner, changes: ReadonlyMap<string, number>): Promise<void> {
  const changed = tx`changed as materialized (
    select made.dataset, made.version, change
    from unnest(${[...changes.keys()]}::uuid[], ${[...changes.values()]}::bigint[]) as given (run_id, change)
      join versions made using (run_id))`
  await tx`
    with ${changed}, seen as (
      select v.dataset, v.version, sum(change)::bigint as live,
        coalesce(sum(change) filter (where changed.version = v.version), 0)::bigint as own
      from changed join versions v on v.dataset = changed.dataset and changed.version <@ v.lineage group by 1, 2
    )
    update versions v set bytes = v.bytes + own, live_bytes = v.live_bytes + live
    from seen where v.dataset = seen.dataset and v.version = seen.version`
  await tx`
    with ${changed}
    update datasets set live_bytes = datasets.live_bytes + live from (
      select name, sum(change)::bigint as live
      from changed join datasets on name = changed.dataset and changed.version <@ datasets.lineage group by 1
    ) as seen where datasets.name = seen.name`
}

function byPlace(a: ChunkPlace, b: ChunkPlace): number {
  if (a.runId === b.runId) return a.ordinal - b.ordinal
  return a.runId < b.runId ? -1 : 1
}
