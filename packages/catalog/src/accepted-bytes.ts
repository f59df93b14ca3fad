import type { Sql } from './connect.ts'

export function createAcceptedBytes(sql: Sql) {
  return {
    /** Adds bytes to what a user has given us today (UTC), none to ask. @returns the bytes of the day so far */
    async add(userId: string, bytes: number): Promise<number> {
      const [row] = await sql<{ bytes: number }[]>`
        insert into accepted_bytes (user_id, day, bytes)
        values (${userId}, (now() at time zone 'utc')::date, ${bytes})
        on conflict (user_id, day) do update set bytes = accepted_bytes.bytes + excluded.bytes
        returning bytes`
      return row!.bytes
    },
  }
}
