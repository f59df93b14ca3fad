import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { freePort, type Service } from '@syndicate/stack'
import { startOwnRedis } from './start-own-redis.ts'

/** Three masters that share the slots. */
export interface RedisCluster {
  password: string
  ports: number[]
  url: string
  stop(): Promise<void>
}

const password = 'of-all-nodes'

/** @param settings further lines of the configuration of each */
export async function startRedisCluster(folder: string, settings: string[] = []): Promise<RedisCluster> {
  const nodes: Service[] = []
  const ports: number[] = []
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())))
  try {
    for (let n = 0; n < 3; n++) {
      const port = await portOfNode(ports)
      nodes.push(await startNode(join(folder, `node-${n}`), port, settings))
      ports.push(port)
    }
    joinAll(ports)
  } catch (error) {
    await stop()
    throw error
  }
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join()
  return { password, ports, url: `redis+cluster://:${password}@${hosts}`, stop }
}

function startNode(dataDir: string, port: number, settings: string[]): Promise<Service> {
  const ofNode = ['cluster-enabled yes', 'cluster-node-timeout 5000', `masterauth ${password}`]
  return startOwnRedis(dataDir, { port, password, settings: [...ofNode, ...settings] })
}

/** Nodes talk to each other 10,000 ports higher. */
async function portOfNode(taken: number[]): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(20_000, 22_000)
    const isFree = !taken.includes(port) && (await freePort(port)) === port
    if (isFree && (await freePort(port + 10_000)) === port + 10_000) return port
  }
  throw new Error('no free ports for a node of a cluster')
}

/** Resolves when all nodes know which of them has what. */
function joinAll(ports: number[]): void {
  const hosts = ports.map((port) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-yes'], {
    env: { ...process.env, REDISCLI_AUTH: password },
    stdio: 'pipe',
    timeout: 60_000,
  })
}
