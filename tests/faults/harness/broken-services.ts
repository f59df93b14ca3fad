import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { OwnService } from './own-service.ts'

/** Down for some time, and back on what it had written. */
export async function awayFor(ms: number, service: OwnService, end: 'kill' | 'stop' = 'kill'): Promise<void> {
  await service[end]()
  await delay(ms)
  await service.start()
}

/** Ends every connection of gateways and workers to PostgreSQL. @returns false when there was none */
export async function terminateConnections({ sql }: Cluster): Promise<boolean> {
  const [row] = await sql<{ ended: number }[]>`
    select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
    where application_name like 'syndicate%'`
  return row!.ended > 0
}
