import type { Runner } from './connect.ts'

/**
 * Statements name tables without their schema, so a pooler that drops the connection's setting would have them in another.
 * @throws Error that says what to set
 */
export async function requireSearchPath(sql: Runner, schema: string): Promise<void> {
  const [row] = await sql<{ path: string }[]>`select current_setting('search_path') as path`
  if (row!.path.replaceAll('"', '') === schema) return
  throw new Error(
    `PostgreSQL looks for tables in ${row!.path}, not in ${schema}: something in between drops search_path. ` +
      `PgBouncer needs pool_mode = session, ignore_startup_parameters = search_path,synchronous_commit,plan_cache_mode ` +
      `and, in PostgreSQL, ALTER ROLE … IN DATABASE … SET search_path = ${schema}`,
  )
}
