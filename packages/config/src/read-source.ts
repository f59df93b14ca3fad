import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ConfigError } from './config-error.ts'
import type { Variables } from './environment.ts'
import type { ConfigSource } from './read-config.ts'

const standardName = 'syndicate.yaml'

/**
 * Reads the configuration's text: from `file`, else from SYNDICATE_CONFIG, else from the nearest syndicate.yaml here or
 * in a folder above.
 * @throws ConfigError when it cannot be read
 */
export function readSource({ file, env }: { file?: string; env: Variables }): ConfigSource {
  const path = file ?? (env.SYNDICATE_CONFIG || nearest(process.cwd()))
  try {
    const shorter = relative(process.cwd(), path)
    return { text: readFileSync(path, 'utf8'), file: shorter.startsWith('..') ? path : shorter, env }
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new ConfigError([{ where: path, path: '(file)', expected: 'a file that can be read', got }])
  }
}

function nearest(folder: string): string {
  const path = join(folder, standardName)
  if (existsSync(path)) return path
  const parent = dirname(folder)
  return parent === folder ? standardName : nearest(parent)
}
