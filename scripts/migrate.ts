import { catalogOrExit } from './src/catalog-or-exit.ts'

// What gateways and workers do as they start, for who wants to have it done before.
const catalog = catalogOrExit(process.env)
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
