import { createHash } from 'node:crypto'
import type { Fragment, Runner, Sql } from '../connect.ts'
import { placesOf, withoutPlaces } from './without-rows.ts'

interface Chunk {
  data: Uint8Array
  sha256: string
  gone: number[] | null
}

interface Mark {
  version: number
  rows: number[]
}

/**
 * Writes a chunk anew without the rows of some of its marks, which go with them: bytes, checksum and counts change in one
 * transaction, if nobody has changed chunk or marks meanwhile, or nothing does.
 * @param which of `marks`
 * @returns whether it was written
 * Throws when the chunk is damaged, or what was made of it cannot be read back.
 */
export async function rewriteChunk(sql: Sql, runId: string, ordinal: number, which: Fragment): Promise<boolean> {
  const [chunk] = await sql<(Chunk & { marks: Mark[] | null })[]>`
    select data, sha256, gone, (
      select json_agg(json_build_object('version', version, 'rows', rows) order by version) from marks
      where marks.run_id = chunks.run_id and marks.ordinal = chunks.ordinal and ${which}
    ) as marks
    from chunks where run_id = ${runId} and ordinal = ${ordinal}`
  if (!chunk?.marks) return false
  const gone = chunk.gone ?? []
  const marked = chunk.marks.flatMap(({ rows }) => rows)
  const left = await withoutPlaces(chunk.data, placesOf(marked, gone))
  const again = await withoutPlaces(left.data, new Set())
  if (again.content !== left.content) throw new Error('Damaged frame: it does not hold what was put into it')
  const all = [...new Set([...gone, ...marked])].toSorted((a, b) => a - b)
  const sha256 = createHash('sha256').update(left.data).digest('hex')
  return replace(sql, {
    runId,
    ordinal,
    before: { ...chunk, marks: chunk.marks },
    after: { ...left, sha256, gone: all },
  })
}

interface Replacement {
  runId: string
  ordinal: number
  before: Chunk & { marks: Mark[] }
  after: Chunk & { records: number }
}

function replace(sql: Sql, { runId, ordinal, before, after }: Replacement): Promise<boolean> {
  return sql.begin(async (tx) => {
    // Before chunk and marks, as whoever erases does.
    await tx`
      select from datasets where name = (select dataset from versions where run_id = ${runId}) for no key update`
    const [chunk] = await tx<{ bytes: number }[]>`
      select octet_length(data) as bytes from chunks
      where run_id = ${runId} and ordinal = ${ordinal} and sha256 = ${before.sha256} for no key update`
    if (!chunk) return false
    const marks = await tx<Mark[]>`
      select version, rows from marks
      where run_id = ${runId} and ordinal = ${ordinal} and version = any(${before.marks.map(({ version }) => version)}::int[])
      order by version for update`
    if (JSON.stringify(marks) !== JSON.stringify(before.marks)) return false
    await tx`
      update chunks set data = ${after.data}, sha256 = ${after.sha256}, records = ${after.records}, gone = ${after.gone}
      where run_id = ${runId} and ordinal = ${ordinal}`
    await tx`
      delete from marks where run_id = ${runId} and ordinal = ${ordinal}
        and version = any(${marks.map(({ version }) => version)}::int[])`
    await countBytes(tx, runId, after.data.byteLength - chunk.bytes)
    return true
  })
}

/** Adds to the bytes of whatever shows the chunks of a run. */
async function countBytes(tx: Runner, runId: string, change: number): Promise<void> {
  await tx`
    update versions v set bytes = v.bytes + case when v.version = made.version then ${change}::bigint else 0 end,
      live_bytes = v.live_bytes + ${change}::bigint
    from versions made where made.run_id = ${runId} and v.dataset = made.dataset and made.version <@ v.lineage`
  await tx`
    update datasets set live_bytes = datasets.live_bytes + ${change}::bigint from versions made
    where made.run_id = ${runId} and name = made.dataset and made.version <@ datasets.lineage`
}
