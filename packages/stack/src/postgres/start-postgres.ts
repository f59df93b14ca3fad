import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretFile } from '../local/secret-file.ts'
import type { Service } from '../local/service.ts'
import { freePort } from '../net/free-port.ts'
import { startProcess, type ProcessExit } from '../processes/start-process.ts'
import { database, initCluster, superuser } from './init-cluster.ts'
import { placeCluster } from './place-cluster.ts'
import { postgresAccount } from './postgres-account.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { postgresSettings } from './postgres-settings.ts'
import { stopOrphan } from './stop-orphan.ts'

export interface PostgresOptions {
  /** Where password, port and, if PostgreSQL can reach it, the cluster live. Absolute. */
  dataDir: string
  logFile: string
  /** False turns fsync off: for tests that do not measure durability. @default true */
  durable?: boolean
  onUnexpectedExit?: ((exit: ProcessExit) => void) | undefined
}

/** Starts the PostgreSQL that came with the installation on 127.0.0.1, at first use with a new cluster. */
export async function startPostgres(options: PostgresOptions): Promise<Service> {
  const durable = options.durable ?? true
  const account = postgresAccount()
  const place = await placeCluster(options.dataDir, postgresBinaries(), account)
  const passwordFile = join(options.dataDir, 'password')
  if (!existsSync(passwordFile) && existsSync(join(place.home, 'data'))) {
    throw new Error(
      `The password in ${passwordFile} is gone, and the data in ${place.home} cannot be opened without it. Restore it, or remove both to begin anew.`,
    )
  }
  const password = secretFile(passwordFile)
  const data = initCluster(place, account, password, durable)
  await stopOrphan(data)
  const portFile = join(options.dataDir, 'port')
  const port = await freePort(existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0)
  writeFileSync(portFile, `${port}\n`)
  const server = await startProcess({
    name: 'PostgreSQL',
    command: join(place.binaries, 'bin', 'postgres'),
    args: ['-D', data, ...postgresSettings({ port, durable })],
    env: { LC_ALL: 'C' },
    cwd: place.home,
    ...account,
    logFile: options.logFile,
    // A standby accepts read-only ones.
    readyWhen: (line) => /database system is ready to accept (read-only )?connections/.test(line),
    readyWithinMs: 120_000,
    // SIGINT is its fast shutdown. Never SIGKILL: that would leave shared memory and a recovery behind.
    stopSignal: 'SIGINT',
    stopWithinMs: Infinity,
    onUnexpectedExit: options.onUnexpectedExit,
  })
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`,
    process: server,
    stop: server.stop,
  }
}
