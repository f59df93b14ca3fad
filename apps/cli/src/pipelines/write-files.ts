import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipelinesOfFiles } from '@syndicate/config/pipelines-of-files'
import type { PipelineDefinition } from '@syndicate/contracts'
import { toYaml } from '@syndicate/definitions/to-yaml'
import { CliError } from '../cli-error.ts'
import { loadDefinitions } from './load-definitions.ts'

export interface WrittenFile {
  name: string
  file: string
  /** False where a file says the same already, in its own words. */
  written: boolean
}

interface Target {
  /** Where relative paths begin. */
  folder: string
  /** As the user calls it. */
  to: string
  /** Overwrites files that say something else. */
  force: boolean
}

/**
 * Writes each pipeline into a file of its own, and leaves a file as it is that says the same.
 * @throws CliError wrongUse, before anything is written, where one says something else
 */
export async function writePipelineFiles(
  pipelines: readonly { name: string; definition: PipelineDefinition }[],
  { folder, to, force }: Target,
): Promise<WrittenFile[]> {
  const files = await Promise.all(
    pipelines.map(async ({ name, definition }) => {
      const file = await fileOf(name, to, folder)
      const says = await saidBy(resolve(folder, file), name)
      return { name, file, definition, exists: says !== null, written: says !== JSON.stringify(definition) }
    }),
  )
  const others = files.filter(({ exists, written }) => exists && written).map(({ file }) => file)
  if (others.length > 0 && !force)
    throw new CliError('wrongUse', `There is something else in ${others.join(', ')}`, '--force overwrites it.')
  mkdirSync(resolve(folder, to), { recursive: true })
  for (const { file, definition, written } of files)
    if (written) writeFileSync(resolve(folder, file), toYaml(definition))
  return files.map(({ name, file, written }) => ({ name, file, written }))
}

/** A name leads nowhere else, whatever a server calls its pipelines. */
async function fileOf(name: string, to: string, folder: string): Promise<string> {
  const { isPipelineName } = await loadDefinitions()
  if (!isPipelineName(name)) throw new CliError('failed', `${JSON.stringify(name)} is no name of a pipeline`)
  const file = join(to, `${name}.yml`)
  return existsSync(resolve(folder, file)) ? file : join(to, `${name}.yaml`)
}

/** What a file says of a pipeline, completed, as JSON; '' where that cannot be told, null where there is none. */
async function saidBy(path: string, name: string): Promise<string | null> {
  if (!existsSync(path)) return null
  const { readDefinition } = await loadDefinitions()
  const { entries } = pipelinesOfFiles([{ name, text: readFileSync(path, 'utf8'), file: path }])
  const read = readDefinition(entries.find((each) => each.name === name)?.written)
  return 'definition' in read ? JSON.stringify(read.definition) : ''
}
