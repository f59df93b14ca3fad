import { readFileSync } from 'node:fs'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { secretVariables, type Variables } from './environment.ts'

/**
 * The variables with each secret that stands in a file, as its `…_FILE` says, read from there: that is how containers are given
 * theirs. One line break at its end is not part of it.
 * @throws ConfigError that names every file that cannot be used, and nothing of what is in one
 */
export function readSecretFiles(env: Variables): Variables {
  const problems: ConfigProblem[] = []
  const found: Record<string, string> = {}
  for (const name of secretVariables) {
    const path = env[`${name}_FILE`]
    if (!path) continue
    try {
      if (env[name]) throw new Error(`${name} as well`)
      found[name] = secretIn(path)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const got = code === undefined ? message : `${code} at ${path}`
      problems.push({ where: 'environment', path: `${name}_FILE`, expected: 'a file with the secret alone', got })
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...env, ...found }
}

function secretIn(path: string): string {
  const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  if (secret === '') throw new Error(`nothing in ${path}`)
  return secret
}
