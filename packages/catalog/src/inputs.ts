import { ProblemError } from '@syndicate/contracts'
import type { Sql } from './connect.ts'

export function createInputs(sql: Sql) {
  async function part(inputId: string, ordinal: number): Promise<Uint8Array | null> {
    const [row] = await sql<{ data: Uint8Array }[]>`
      select data from input_parts where input_id = ${inputId} and ordinal = ${ordinal}`
    return row?.data ?? null
  }

  return {
    /** Stores a part of an input that nobody owns yet. */
    async addPart(inputId: string, ordinal: number, data: Uint8Array): Promise<void> {
      await sql`insert into input_parts (input_id, ordinal, data) values (${inputId}, ${ordinal}, ${data})`
    },

    /** Forgets the parts of an input that no run claimed, such as an upload cut off halfway. */
    async abandon(inputId: string): Promise<void> {
      await sql`
        delete from input_parts where input_id = ${inputId}
        and not exists (select from inputs where id = ${inputId} and reclaimed_at is null)`
    },

    /** The parts in order, the next one fetched while the caller works on this one. Throws input-lost. */
    async *parts(inputId: string, count: number, first?: Uint8Array): AsyncGenerator<Uint8Array> {
      let next = first ? Promise.resolve<Uint8Array | null>(first) : part(inputId, 0)
      for (let ordinal = 1; ordinal <= count; ordinal++) {
        const data = await next
        if (!data) throw new ProblemError('input-lost', `Part ${ordinal} of ${count} is missing`)
        if (ordinal < count) {
          next = part(inputId, ordinal)
          // The caller may stop reading; what it never awaits must not count as unhandled.
          next.catch(() => {})
        }
        yield data
      }
    },
  }
}
