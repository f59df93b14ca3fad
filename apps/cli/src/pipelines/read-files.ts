import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  isPipelineFile,
  nameOfFile,
  pipelinesOfFiles,
  type PipelineEntry,
  type PipelineFile,
} from '@syndicate/config/pipelines-of-files'
import { CliError } from '../cli-error.ts'
import { refused, placeOf } from './refused.ts'

/**
 * The pipelines in some files, and in the YAML files of some folders; each with the lines it stands on.
 * @param folder where relative paths begin
 * @throws CliError wrongUse when something cannot be read, with the line if there is one
 */
export function readPipelineFiles(paths: readonly string[], folder: string): PipelineEntry[] {
  const files = new Map(paths.flatMap((path) => filesAt(path, folder)).map((file) => [resolve(folder, file), file]))
  return readPipelineTexts([...files].map(([path, file]) => readFile(path, file)))
}

/** The same of texts that are at hand. @throws CliError wrongUse with the line */
export function readPipelineTexts(texts: readonly PipelineFile[]): PipelineEntry[] {
  const { entries, problems } = pipelinesOfFiles(texts)
  const gone = entries.filter(({ written }) => written === null)
  const others = gone.map(({ name, problemAt }) =>
    problemAt([], `a pipeline (\`syndicate pipelines remove ${name}\` takes it away)`, 'null'),
  )
  if (problems.length + others.length > 0) throw refused([...problems, ...others].map(placeOf))
  return entries
}

/** How errors call them: as they were written. */
function filesAt(path: string, folder: string): string[] {
  const full = resolve(folder, path)
  return orRefuse(path, () => {
    if (!statSync(full).isDirectory()) return [path]
    const found = readdirSync(full).filter(isPipelineFile)
    if (found.length > 0) return found.toSorted().map((name) => join(path, name))
    throw new CliError('wrongUse', `${path} holds no YAML files`, 'A pipeline `orders` stands in orders.yaml.')
  })
}

function readFile(path: string, file: string): PipelineFile {
  return orRefuse(file, () => {
    return { name: nameOfFile(basename(file)), text: readFileSync(path, 'utf8'), file }
  })
}

function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError('wrongUse', `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
}
