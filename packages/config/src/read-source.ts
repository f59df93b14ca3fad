import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ConfigError } from './config-error.ts'
import type { Variables } from './environment.ts'
import { isPipelineFile, nameOfFile, type PipelineFile } from './pipeline-file.ts'
import type { ConfigSource } from './read-config.ts'
import { readSecretFiles } from './secret-files.ts'

const standardName = 'syndicate.yaml'
const folderName = 'pipelines'

/**
 * Reads the configuration's text: from `file`, else from SYNDICATE_CONFIG, else from the nearest syndicate.yaml here or
 * in a folder above; the pipelines in the folder `pipelines` beside it; and secrets that stand in files.
 * @throws ConfigError when one of them cannot be read
 */
export function readSource({ file, env }: { file?: string; env: Variables }): ConfigSource {
  const path = file ?? (env.SYNDICATE_CONFIG || nearest(process.cwd()))
  return {
    text: read(path),
    file: shown(path),
    env: readSecretFiles(env),
    folder: readFolder(join(dirname(path), folderName)),
  }
}

function readFolder(folder: string): PipelineFile[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter(isPipelineFile)
  return files.toSorted().map((each) => {
    const path = join(folder, each)
    return { name: nameOfFile(each), text: read(path), file: shown(path) }
  })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new ConfigError([{ where: path, path: '(file)', expected: 'a file that can be read', got }])
  }
}

function shown(path: string): string {
  const shorter = relative(process.cwd(), path)
  return shorter.startsWith('..') ? path : shorter
}

function nearest(folder: string): string {
  const path = join(folder, standardName)
  if (existsSync(path)) return path
  const parent = dirname(folder)
  return parent === folder ? standardName : nearest(parent)
}
