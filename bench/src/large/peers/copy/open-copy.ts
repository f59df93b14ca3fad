import { fork } from 'node:child_process'
import { join } from 'node:path'
// A peer stores its rows without us.
// oxlint-disable-next-line eslint/no-restricted-imports
import postgres from 'postgres'
import { askProcess } from '../../ask-process.ts'
import { servicePid, type Peer, type PeerContext } from '../peer.ts'

/** The script one would write first: one process, a row a record by COPY, in one transaction. */
export async function openCopy({ stack }: PeerContext): Promise<Peer> {
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} })
  await sql`create schema bench_copy`
  await sql`create table bench_copy.records (record json not null)`
  const child = fork(join(import.meta.dirname, 'copy-process.ts'), [stack.databaseUrl], { execArgv: [] })
  return {
    pids: [child.pid ?? 0, servicePid(stack, 'PostgreSQL')],
    run: (file) => askProcess(child, { file }),
    async takeAway() {
      const [row] = await sql<{ records: number }[]>`select count(*)::int as records from bench_copy.records`
      await sql`truncate bench_copy.records`
      return row!.records
    },
    async stop() {
      child.disconnect()
      await sql.end()
    },
  }
}
