import { fork } from 'node:child_process'
import { join } from 'node:path'
// A peer stores its rows without us.
// oxlint-disable-next-line eslint/no-restricted-imports
import postgres from 'postgres'
import { workerFlags } from '@syndicate/stack'
import { askProcess } from '../../ask-process.ts'
import { servicePid, type Peer, type PeerContext } from '../peer.ts'

/** One queue whose jobs name byte ranges; each worker stores a range as one compressed row. */
export async function openBullmq({ stack, workers }: PeerContext): Promise<Peer> {
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} })
  await sql`create schema bench_bullmq`
  await sql`create table bench_bullmq.chunks (ordinal int primary key, records int not null, data bytea not null)`
  const start = (program: string, execArgv: string[]) =>
    fork(join(import.meta.dirname, program), [stack.redisUrl, stack.databaseUrl], { execArgv })
  const producer = start('producer-process.ts', [])
  const consumers = Array.from({ length: workers }, () => start('worker-process.ts', workerFlags))
  const children = [producer, ...consumers]
  return {
    pids: [...children.map(({ pid }) => pid ?? 0), servicePid(stack, 'PostgreSQL'), servicePid(stack, 'Redis')],
    run: (file) => askProcess(producer, { file }),
    async takeAway() {
      const [row] = await sql<{ records: number }[]>`select sum(records)::int as records from bench_bullmq.chunks`
      await sql`truncate bench_bullmq.chunks`
      return row!.records
    },
    async stop() {
      for (const child of children) child.disconnect()
      await sql.end()
    },
  }
}
