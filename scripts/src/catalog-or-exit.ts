import { createCatalog, type Catalog } from '@syndicate/catalog'
import { loadOrExit } from './load-or-exit.ts'

/** Opens the catalog that the configuration names. Exits with 2 where it names none. Close it when done. */
export function catalogOrExit(env: NodeJS.ProcessEnv): Catalog {
  const { databaseUrl: url, databaseSchema: schema } = loadOrExit(env)
  if (url !== undefined) return createCatalog({ url, schema, poolSize: 1 })
  console.error('Set DATABASE_URL, or name it in the configuration')
  process.exit(2)
}
