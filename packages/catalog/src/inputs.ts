import { isId, ProblemError, type Format, type ReadOptions } from '@syndicate/contracts'
import type { ByteStore } from './bytes/byte-store.ts'
import type { Sql } from './connect.ts'

/** An input as it lies there. */
export interface KeptInput {
  id: string
  format: Format
  /** How it is read; null where nobody could say anything of that when it came. */
  reading: ReadOptions | null
  /** Its parts by ordinal: whole records where it is cut, or bytes as they came. */
  first: number
  parts: number
  isCut: boolean
  isReclaimed: boolean
}

export function createInputs(sql: Sql, bytes: ByteStore) {
  return {
    /** Stores a part of an input. Again with the same ordinal: nothing happens, for it is the same part. */
    addPart: bytes.putPart,

    /** Settles within which limits an input is cut, if that is not settled yet. @returns those that hold */
    async settleCut(inputId: string, cut: unknown): Promise<unknown> {
      const [row] = await sql<{ cut: unknown }[]>`
        update inputs set cut = coalesce(cut, ${JSON.stringify(cut)}::text::json) where id = ${inputId} returning cut`
      return row?.cut ?? cut
    },

    /** Settles anew how an input is cut that nobody has cut to its end. */
    async settleAnew(inputId: string, cut: unknown): Promise<void> {
      await sql`
        update inputs set cut = ${JSON.stringify(cut)}::text::json where id = ${inputId} and chunks is null`
    },

    /** Notes, once, that parts from `first` on are the chunks of an input. @returns how many it has, whoever noted them */
    async noteChunks(inputId: string, first: number, chunks: number): Promise<number> {
      const [row] = await sql<{ chunks: number }[]>`
        update inputs set first_chunk = case when chunks is null then ${first} else first_chunk end,
          chunks = coalesce(chunks, ${chunks})
        where id = ${inputId} returning chunks`
      return row?.chunks ?? chunks
    },

    /** The input of a run; null when there is no such run. */
    async ofRun(runId: string): Promise<KeptInput | null> {
      if (!isId(runId)) return null
      const [row] = await sql<KeptInput[]>`
        select inputs.id, format, inputs.cut -> 'reading' as reading, coalesce(first_chunk, 0) as first,
          coalesce(inputs.chunks, parts) as parts, inputs.chunks is not null as "isCut",
          reclaimed_at is not null as "isReclaimed"
        from runs join inputs on inputs.id = input_id where runs.id = ${runId}`
      return row ?? null
    },

    /** A part by itself; null when it is not there. */
    part: bytes.part,

    /** Forgets the parts of an input that no run claimed, such as an upload cut off halfway. */
    abandon: bytes.dropParts,

    /** Parts in order, the next one fetched while the caller works on this one. Throws input-lost. */
    async *parts(inputId: string, count: number, first = 0): AsyncGenerator<Uint8Array> {
      let next = bytes.part(inputId, first)
      for (let nth = 1; nth <= count; nth++) {
        const data = await next
        if (!data) throw new ProblemError('input-lost', `Part ${nth} of ${count} is missing`)
        if (nth < count) {
          next = bytes.part(inputId, first + nth)
          // The caller may stop reading; what it never awaits must not count as unhandled.
          next.catch(() => {})
        }
        yield data
      }
    },
  }
}
