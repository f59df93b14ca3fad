import type { RefusalCode } from '@syndicate/contracts'
import { refusalBytes } from '../bytes/with-rows.ts'
import { durably, type Sql } from '../connect.ts'
import { packLines, unpackFrame, type Group, type Line, type PackedFrame } from '../quarantine/frame.ts'

/** A refused record, wherever it is kept. */
export interface SearchedRefusal {
  original: string
  encoding: 'text' | 'base64'
  record?: string
  code: RefusalCode
}

/** Rows read at once: texts may be a megabyte each. */
const atOnce = 20

/** What a run has in quarantine, whatever became of it since. */
export function createErasureRefused(sql: Sql) {
  return {
    /** Records that have a row of their own, a few at a time. */
    async *rows(runId: string): AsyncGenerator<(SearchedRefusal & { id: string })[]> {
      for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
        const rows = await sql<(Omit<SearchedRefusal, 'record'> & { id: string; record: string | null })[]>`
          select id, original, encoding, record, code from quarantine
          where run_id = ${runId} and id > ${after} order by id limit ${atOnce}`
        if (rows.length === 0) return
        yield rows.map(({ record, ...row }) => ({ ...row, ...(record !== null && { record }) }))
        after = rows.at(-1)!.id
      }
    },

    /** Deletes rows, but for those that a replay holds which has not ended. Durable when it resolves. @returns how many it deleted */
    async forgetRows(ids: string[]): Promise<number> {
      if (ids.length === 0) return 0
      return sql.begin(async (tx) => {
        await durably(tx)
        const { count } = await tx`
          delete from quarantine where id = any(${ids}::uuid[])
            and not exists (select from runs where runs.id = replay_run and state in ('accepted', 'running'))`
        return count
      })
    },

    /** Records in frames, also those that have a row since, for the frame still has them: a frame at a time. */
    async *frames(
      runId: string,
    ): AsyncGenerator<{ id: string; records: SearchedRefusal[]; taken: ReadonlySet<number> }> {
      const frames = await sql<{ id: string }[]>`
        select id from refusals where run_id = ${runId} order by ordinal, part`
      for (const { id } of frames) {
        const [frame] = await sql<(PackedFrame & { taken: number[] })[]>`
          select id, ${refusalBytes(sql)}, records, bytes, groups, taken from refusals where id = ${id}`
        if (!frame) continue
        const lines = await unpackFrame(frame)
        const records = lines.map((line) => ({ ...line, code: frame.groups[line.group]!.code }))
        yield { id, records, taken: new Set(frame.taken) }
      }
    },

    /**
     * Blanks lines of a frame, which are as if somebody had taken them out: others keep their places. Durable when it resolves.
     * @returns how many of them nobody had taken out
     */
    async blank(frameId: string, indexes: number[]): Promise<number> {
      if (indexes.length === 0) return 0
      return sql.begin(async (tx) => {
        await durably(tx)
        const [frame] = await tx<(PackedFrame & { taken: number[] })[]>`
          select id, ${refusalBytes(tx)}, records, bytes, groups, taken from refusals where id = ${frameId} for update`
        if (!frame) return 0
        const lines = await unpackFrame(frame)
        const meant = new Set(indexes)
        const gone = new Set(frame.taken)
        const groups: Group[] = frame.groups.map((group) => ({ ...group }))
        const untouched = indexes.filter((index) => !gone.has(index))
        for (const index of untouched) groups[lines[index]!.group]!.count--
        if (groups.every(({ count }) => count === 0)) {
          await tx`delete from refusals where id = ${frameId}`
          return untouched.length
        }
        const packed = await packLines(lines.map((line, index) => (meant.has(index) ? blankOf(line) : line)))
        await tx`
          update refusals set data = ${packed.data}, bytes = ${packed.bytes}, groups = ${JSON.stringify(groups)}::text::json,
            taken = ${[...new Set([...frame.taken, ...indexes])]}
          where id = ${frameId}`
        return untouched.length
      })
    },
  }
}

function blankOf({ group, position }: Line): Line {
  return { group, position, reason: '', original: '', encoding: 'text' }
}
