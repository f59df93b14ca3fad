import type { Sql } from './connect.ts'

/** What connections are doing. */
export interface PoolCounts {
  inUse: number
  idle: number
  /** Statements and transactions that wait for a connection. */
  waiting: number
  /** Most that may be open. */
  most: number
}

/** Of several pools together. The driver does not tell; a patch of ours lets it. */
export function countConnections(pools: Iterable<Sql>): PoolCounts {
  const sum = { inUse: 0, idle: 0, waiting: 0, most: 0 }
  for (const pool of pools) {
    const { inUse, idle, waiting, most } = (pool as Sql & { counts(): PoolCounts }).counts()
    sum.inUse += inUse
    sum.idle += idle
    sum.waiting += waiting
    sum.most += most
  }
  return sum
}
