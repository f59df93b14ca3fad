import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRedis, type Service } from '@syndicate/stack'

interface OwnRedisOptions {
  /** Further lines of its configuration. */
  settings?: string[]
  /** Where it listens, and the password it asks for. @default any free port, and a password of its own */
  port?: number
  password?: string
}

/** A Redis for one test file, that keeps nothing on disk but its log, beside its folder. */
export function startOwnRedis(
  dataDir: string,
  { settings = [], port, password }: OwnRedisOptions = {},
): Promise<Service> {
  mkdirSync(dataDir, { recursive: true })
  if (port !== undefined) writeFileSync(join(dataDir, 'port'), `${port}\n`)
  if (password !== undefined) writeFileSync(join(dataDir, 'password'), password)
  return startRedis({ dataDir, logFile: `${dataDir}.log`, env: process.env, log: () => {}, durable: false, settings })
}
