import { createHash } from 'node:crypto'
import type { PipelineDefinition } from '@syndicate/contracts'
import {
  builtIn,
  isPipelineName,
  modeFaults,
  pipelineNames,
  readDefinition,
  schemaFaults,
  type Fault,
} from '@syndicate/definitions'
import type { ConfigProblem } from './config-error.ts'
import type { ConfiguredPipeline } from './config.ts'
import {
  entriesInFiles,
  entriesInSection,
  nameOfSchema,
  schemasIn,
  wholeEntry,
  withoutRepeats,
  type NamedSchemas,
  type PipelineEntry,
} from './pipeline-entries.ts'
import type { PipelineFile } from './pipeline-file.ts'
import type { SourceText } from './source-text.ts'

export interface PipelineSources {
  /** syndicate.yaml, and the part of it that has pipelines. */
  source: SourceText
  section: Readonly<Record<string, unknown>>
  /** Of `api`, by name. */
  schemas: Readonly<Record<string, unknown>>
  /** The folder beside it. */
  folder: readonly PipelineFile[]
}

/**
 * The pipelines that stand in files, and those that are built in and in no file. Whether they compile, and their fixtures
 * hold, is not asked here.
 */
export function readPipelines(sources: PipelineSources): {
  pipelines: ConfiguredPipeline[]
  problems: ConfigProblem[]
} {
  const { entries, problems, schemas } = entriesOf(sources)
  for (const { schema, problemAt } of schemas.values()) problems.push(...problemsOf(schemaFaults(schema), problemAt))
  const pipelines: ConfiguredPipeline[] = []
  for (const entry of entries) {
    const read = readEntry(entry, schemas)
    if ('problems' in read) problems.push(...read.problems)
    else pipelines.push(read)
  }
  // What is built in gives way where it has to, as it is applied.
  const all = new Map(pipelines.flatMap(({ name, definition }) => (definition ? [[name, definition]] : [])))
  for (const { path, expected, got } of modeFaults(all, new Set(all.keys()))) {
    const entry = entries.find(({ name }) => name === path[0])!
    problems.push(entry.problemAt(path.slice(1), expected, got))
  }
  for (const [name, written] of Object.entries(builtIn)) {
    if (entries.some((entry) => entry.name === name)) continue
    pipelines.push({ name, source: 'built-in', hash: hashOf(written), definition: definitionOf(written) })
  }
  return { pipelines, problems }
}

/** Traces what is wrong with pipelines to the lines they stand on. Paths of the faults begin with the pipeline's name; [] is all of them. */
export function placesInFiles(sources: PipelineSources, faults: readonly Fault[]): ConfigProblem[] {
  const { entries, schemas } = entriesOf(sources)
  return faults.map((fault) => {
    const { expected, got } = fault
    const [name, ...path] = fault.path
    const entry = entries.find((each) => each.name === name)
    if (!entry) return sources.source.problemAt(['pipelines', ...fault.path], expected, got)
    const whole = wholeEntry(entry, schemas)
    return 'problem' in whole ? whole.problem : whole.problemAt(path, expected, got)
  })
}

function entriesOf({ source, section, schemas, folder }: PipelineSources): {
  entries: PipelineEntry[]
  problems: ConfigProblem[]
  schemas: NamedSchemas
} {
  const own = entriesInFiles(folder)
  const odd = own.entries.filter(({ name }) => !isPipelineName(name))
  const called = own.entries.filter(({ name }) => isPipelineName(name))
  const { entries, problems } = withoutRepeats([...entriesInSection(source, section), ...called])
  return {
    entries,
    problems: [
      ...odd.map(({ name, problemAt }) => problemAt([], pipelineNames, JSON.stringify(name))),
      ...problems,
      ...own.problems,
    ],
    schemas: schemasIn(source, schemas),
  }
}

function readEntry(entry: PipelineEntry, schemas: NamedSchemas): ConfiguredPipeline | { problems: ConfigProblem[] } {
  const { name, file } = entry
  if (entry.written === null) return { name, source: 'file', file, hash: hashOf(null), definition: null }
  const whole = wholeEntry(entry, schemas)
  if ('problem' in whole) return { problems: [whole.problem] }
  const read = readDefinition(whole.written)
  if ('definition' in read)
    return { name, source: 'file', file, hash: hashOf(whole.written), definition: read.definition }
  // What is wrong with a schema that has a name is said of that.
  const faults = read.faults.filter(({ path }) => nameOfSchema(entry) === undefined || path[0] !== 'schema')
  return { problems: problemsOf(faults, whole.problemAt) }
}

function definitionOf(written: unknown): PipelineDefinition {
  const read = readDefinition(written)
  if ('faults' in read) throw new Error(`A built-in pipeline is wrong: ${JSON.stringify(read.faults)}`)
  return read.definition
}

/** Of what a file says, before it is completed: a later version of the program may complete it otherwise. */
function hashOf(written: unknown): string {
  return createHash('sha256').update(JSON.stringify(written)).digest('hex')
}

function problemsOf(faults: readonly Fault[], problemAt: PipelineEntry['problemAt']): ConfigProblem[] {
  return faults.map(({ path, expected, got }) => problemAt(path, expected, got))
}
