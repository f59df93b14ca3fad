import { ConfigError, loadConfig, type Config } from '@syndicate/config'

/** The configuration; where it is wrong, what is wrong is printed and the program ends with status 1. */
export function loadOrExit(env: NodeJS.ProcessEnv): Config {
  try {
    return loadConfig({ env })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
