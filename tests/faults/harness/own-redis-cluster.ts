import { mkdirSync } from 'node:fs'
import { Cluster, Redis } from 'ioredis'
import { startRedisCluster } from '../../acceptance/redis-cluster.ts'
import type { SeveralRedis } from './cluster.ts'

const host = '127.0.0.1'
const patientlyMs = 5_000

/** Three masters, between which slots can be moved. */
export interface OwnRedisCluster extends SeveralRedis {
  /** Moves the slot of a key, with all that is in it, to another node, some keys at a time. @returns how many keys went */
  move(key: string): Promise<number>
}

export async function ownRedisCluster(folder: string): Promise<OwnRedisCluster> {
  mkdirSync(folder, { recursive: true })
  const { password, ports, url, stop } = await startRedisCluster(folder)
  const nodes = ports.map((port) => new Redis({ port, password }))
  const ids = await Promise.all(nodes.map((node) => node.call('CLUSTER', 'MYID') as Promise<string>))
  const client = new Cluster(
    ports.map((port) => ({ host, port })),
    { redisOptions: { password } },
  )

  // A script that is sent to where its keys go makes those there that it alone names, and that have not come yet.
  const how = ['REPLACE', 'AUTH', password]

  async function ownerOf(slot: number): Promise<number> {
    const ranges = (await nodes[0]!.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][]
    return ports.indexOf(ranges.find(([first, last]) => first <= slot && slot <= last)![2][1])
  }

  /** As the reference has it: both are told, keys go, and then all are told whose the slot is. */
  async function move(key: string): Promise<number> {
    const slot = (await nodes[0]!.call('CLUSTER', 'KEYSLOT', key)) as number
    const from = await ownerOf(slot)
    const to = (from + 1) % nodes.length
    const [source, target] = [nodes[from]!, nodes[to]!]
    await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[from]!)
    await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[to]!)
    let moved = 0
    for (;;) {
      const keys = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, 10)) as string[]
      if (keys.length === 0) break
      await source.call('MIGRATE', host, ports[to]!, '', 0, patientlyMs, ...how, 'KEYS', ...keys)
      moved += keys.length
    }
    for (const node of [target, source, ...nodes]) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', ids[to]!)
    return moved
  }

  return {
    url,
    client: client as unknown as Redis,
    prefixOf: (name) => `{${name}}`,
    move,
    async stop() {
      for (const node of nodes) node.disconnect()
      client.disconnect()
      await stop()
    },
  }
}
