import { createCatalog } from '@syndicate/catalog'
import { loadOrExit } from './src/load-or-exit.ts'

const config = loadOrExit(process.env)
if (config.databaseUrl === undefined) {
  console.error('Set DATABASE_URL, or name it in the configuration')
  process.exit(2)
}

// What gateways and workers do as they start, for who wants to have it done before.
const catalog = createCatalog({ url: config.databaseUrl, schema: config.databaseSchema, poolSize: 1 })
try {
  await catalog.requireSession()
  await catalog.migrate(({ migration, ms }) => console.log(`✓ ${migration} (${ms} ms)`))
  console.log('✓ PostgreSQL has what this version needs')
} catch (error) {
  console.error(`✗ ${String(error)}`)
  process.exitCode = 1
} finally {
  await catalog.close()
}
