import { join } from 'node:path'
import { requireServiceUrls } from '@syndicate/config'
import { startPostgres } from '../postgres/start-postgres.ts'
import { describeExit } from '../processes/describe-exit.ts'
import type { ProcessExit, RunningProcess } from '../processes/start-process.ts'
import { startRedis } from '../redis/start-redis.ts'

export interface ServicesOptions {
  /** DATABASE_URL and REDIS_URL name servers to use instead of starting some. */
  env: NodeJS.ProcessEnv
  stateDir: string
  logDir: string
  log: (line: string) => void
  /** False trades safety for a quick start, for tests. @default true */
  durable?: boolean | undefined
}

export interface Services {
  databaseUrl: string
  redisUrl: string
  processes: RunningProcess[]
  /** Resolves with the reason when one of ours died. */
  failed: Promise<string>
  stop(): Promise<void>
}

/** PostgreSQL and Redis: those the environment names, else our own. @throws ConfigError */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { env, log, stateDir, logDir } = options
  requireServiceUrls(env)
  const failure = Promise.withResolvers<string>()
  const common = {
    durable: options.durable ?? true,
    onUnexpectedExit: (exit: ProcessExit) => failure.resolve(describeExit(exit)),
  }
  const [postgres, redis] = await Promise.allSettled([
    env['DATABASE_URL']
      ? null
      : startPostgres({ ...common, dataDir: join(stateDir, 'postgres'), logFile: join(logDir, 'postgres.log') }),
    env['REDIS_URL']
      ? null
      : startRedis({ ...common, dataDir: join(stateDir, 'redis'), logFile: join(logDir, 'redis.log'), env, log }),
  ])
  const running = [redis, postgres].flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  )
  const stop = async () => void (await Promise.all(running.map((service) => service.stop())))
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await stop()
    throw postgres.status === 'rejected' ? postgres.reason : redis.status === 'rejected' && redis.reason
  }
  return {
    databaseUrl: postgres.value?.url ?? env['DATABASE_URL'] ?? '',
    redisUrl: redis.value?.url ?? env['REDIS_URL'] ?? '',
    processes: running.map((service) => service.process),
    failed: failure.promise,
    stop,
  }
}
