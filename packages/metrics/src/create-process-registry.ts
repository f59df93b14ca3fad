import { version } from '@syndicate/contracts'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** Connections of a pool. */
export interface PoolCounts {
  inUse: number
  idle: number
  /** Statements and transactions that wait for one. */
  waiting: number
  /** Most that may be open. */
  most: number
}

/**
 * What every process tells of itself. The delay of its event loop is taken by a timer of libuv, a hundred times a second and
 * without a line of JavaScript.
 * @param pool what its connections to PostgreSQL do at this moment
 */
export function createProcessRegistry({ app, pool }: { app: string; pool: () => PoolCounts }): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'syndicate_build_info',
    help: 'Always 1; which version this process is of',
    labelNames: ['app', 'version', 'node'],
    registers,
  }).set({ app, version, node: process.versions.node }, 1)
  const connections = new Gauge({
    name: 'syndicate_database_pool_connections',
    help: 'Connections of this process to PostgreSQL, by whether they have something to do',
    labelNames: ['state'],
    registers,
    collect() {
      const { inUse, idle } = pool()
      connections.set({ state: 'in_use' }, inUse)
      connections.set({ state: 'idle' }, idle)
    },
  })
  new Gauge({
    name: 'syndicate_database_pool_size',
    help: 'Most connections that this process opens',
    registers,
    collect() {
      this.set(pool().most)
    },
  })
  new Gauge({
    name: 'syndicate_database_pool_waiting',
    help: 'Statements and transactions of this process that wait for a connection',
    registers,
    collect() {
      this.set(pool().waiting)
    },
  })
  return registry
}
