import { createBroker } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { examinePostgres, examineRedis } from '@syndicate/diagnosis'

/** Any will do: what is asked for is tried, and nothing here takes long. */
const widelyMs = 10_000

/** Are PostgreSQL and Redis there, and as this configuration would use them? */
export async function checkServices(config: Config): Promise<Finding[]> {
  return (await Promise.all([checkPostgres(config), checkRedis(config)])).flat()
}

async function checkPostgres(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === undefined) return [notSet('DATABASE_URL')]
  const catalog = createCatalog({ url: config.databaseUrl, schema: config.databaseSchema, poolSize: 1, widelyMs })
  try {
    return (await examinePostgres(catalog, config)).findings
  } finally {
    await catalog.close()
  }
}

async function checkRedis(config: Config): Promise<Finding[]> {
  if (config.redis === undefined) return [notSet('REDIS_URL')]
  const broker = createBroker({ ...config.redis, prefix: config.redisPrefix })
  try {
    // What keeps it from answering is asked for below.
    await broker.ping(3_000).catch(() => {})
    return await examineRedis(broker, config)
  } finally {
    await broker.close()
  }
}

function notSet(variable: string): Finding {
  const mend = 'The local system starts its own'
  return { code: variable.toLowerCase(), severity: 'warning', what: `${variable} is not set`, mend }
}
