import { mkdirSync } from 'node:fs'
import { Redis } from 'ioredis'
import { vi } from 'vitest'
import { startSentinels, type SentineledServer } from '../../acceptance/redis-sentinels.ts'
import type { SeveralRedis } from './cluster.ts'
import { chosenPort, type OwnService } from './own-service.ts'
import type { Random } from './random.ts'

/** A failover takes two or three seconds; a machine that is busy takes longer. */
const withinMs = 60_000

/** Two Redis and three sentinels: what happens to the one service happens to whichever is the master. */
export interface OwnSentinels extends SeveralRedis, Pick<OwnService, 'kill' | 'start' | 'freeze' | 'thaw'> {
  /** Whom sentinels name. */
  masterPort(): Promise<number>
  /** Resolves when they name another than this. */
  failedOverFrom(port: number): Promise<void>
  /** Asks sentinels to change, as for maintenance. */
  failOver(): Promise<void>
  /** Resolves when both are there again, the one as the replica of the other. */
  replicated(): Promise<void>
}

export async function ownSentinels(folder: string, random: Random): Promise<OwnSentinels> {
  mkdirSync(folder, { recursive: true })
  const choosePort = () => chosenPort(random)
  const all = await startSentinels({ folder, servers: 2, sentinels: 3, downAfterMs: 1_500, choosePort })
  const { password, servers } = all
  const options = { maxRetriesPerRequest: null, retryStrategy: () => 200, commandTimeout: 2_000 }
  const asked = new Redis(`redis://${all.hosts[0]}`, { ...options, enableReadyCheck: false }).on('error', () => {})
  const clients = servers.map(({ port }) => new Redis({ ...options, port, password }).on('error', () => {}))

  const sentinels = all.hosts.map((each) => ({ host: '127.0.0.1', port: Number(each.split(':')[1]) }))
  const client = new Redis({ sentinels, name: 'main', password, maxRetriesPerRequest: null, socketTimeout: 5_000 })
  client.on('error', () => {})

  let struck = servers[0]!

  async function masterPort(): Promise<number> {
    const [, port] = (await asked.call('SENTINEL', 'get-master-addr-by-name', 'main')) as [string, string]
    return Number(port)
  }

  async function strike(): Promise<SentineledServer> {
    const port = await masterPort()
    return (struck = servers.find((server) => server.port === port)!)
  }

  async function isReplicated(): Promise<boolean> {
    const infos = await Promise.all(clients.map((client) => client.info('replication').catch(() => '')))
    return (
      infos.some((info) => /role:master[^]*state=online/.test(info)) &&
      infos.some((info) => /link_status:up/.test(info))
    )
  }

  const replicated = () => vi.waitUntil(isReplicated, { timeout: withinMs, interval: 100 }).then(() => {})
  await replicated()
  return {
    url: all.url,
    client,
    prefixOf: (name) => name,
    async kill() {
      const { process } = await strike()
      process().kill('SIGKILL')
      await process().exited
    },
    start: () => struck.start(),
    freeze: () => void strike().then(({ process }) => process().kill('SIGSTOP')),
    thaw: () => struck.process().kill('SIGCONT'),
    masterPort,
    failedOverFrom: (port) =>
      vi.waitUntil(async () => (await masterPort()) !== port, { timeout: withinMs, interval: 50 }).then(() => {}),
    failOver: async () => void (await asked.call('SENTINEL', 'FAILOVER', 'main')),
    replicated,
    async stop() {
      for (const each of [client, asked, ...clients]) each.disconnect()
      await all.stop()
    },
  }
}
