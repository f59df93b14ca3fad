import type { Config } from './config.ts'
import type { Variables } from './environment.ts'
import { readConfig } from './read-config.ts'
import { readSource } from './read-source.ts'

/**
 * The configuration of this process.
 * @throws ConfigError with every problem found
 */
export function loadConfig(options: { file?: string; env: Variables }): Config {
  return readConfig(readSource(options))
}
