import type { RedisClient } from './redis-client.ts'

/** The server that has our keys: of a cluster, a command without a key goes to any node. */
export interface Home {
  /** `INFO`, of one section or of those that are usual. */
  info(section?: string): Promise<string>
  /** Seconds since 1970, and microseconds. */
  time(): Promise<[number, number]>
}

interface Scripts {
  infoAtHome(key: string, ...sections: string[]): Promise<string>
  timeAtHome(key: string): Promise<[string, string]>
}

export function createHome(redis: RedisClient, prefix: string): Home {
  if (!redis.isCluster) {
    return {
      info: (section) => (section === undefined ? redis.info() : redis.info(section)),
      time: async () => numbersOf(await redis.time()),
    }
  }
  // A key makes a command find the node, and a script gives it one.
  redis.defineCommand('infoAtHome', { numberOfKeys: 1, lua: "return redis.call('INFO', unpack(ARGV))" })
  redis.defineCommand('timeAtHome', { numberOfKeys: 1, lua: "return redis.call('TIME')" })
  const scripts = redis as unknown as Scripts
  const key = `${prefix}:home`
  return {
    info: (section) => scripts.infoAtHome(key, ...(section === undefined ? [] : [section])),
    time: async () => numbersOf(await scripts.timeAtHome(key)),
  }
}

function numbersOf([seconds, microseconds]: readonly (string | number)[]): [number, number] {
  return [Number(seconds), Number(microseconds)]
}
