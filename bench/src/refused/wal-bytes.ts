// Asks the server of itself what no part of ours needs to know.
// oxlint-disable-next-line eslint/no-restricted-imports
import type { Sql } from 'postgres'

/** How much PostgreSQL has ever written to its log, in bytes. */
export async function walBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: string }[]>`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes`
  return Number(row!.bytes)
}
