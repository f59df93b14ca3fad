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
import type { PipelineFile } from './read-source.ts'
import { parseSource, type ConfigPath, type SourceText } from './source-text.ts'

type ProblemAt = (path: ConfigPath, expected: string, got: string) => ConfigProblem

/** A pipeline as it stands in a file, and how what is wrong with it is traced to its line. */
interface Entry {
  name: string
  written: unknown
  problemAt: ProblemAt
}

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
  const { source, schemas } = sources
  const { entries, problems } = entriesOf(sources)
  for (const [name, schema] of Object.entries(schemas))
    problems.push(...problemsOf(schemaFaults(schema), at(source, ['api', 'schemas', name])))
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

/** Traces what is wrong with pipelines to the lines they stand on. Paths of the faults begin with the pipeline's name. */
export function placesInFiles(sources: PipelineSources, faults: readonly Fault[]): ConfigProblem[] {
  const { entries } = entriesOf(sources)
  return faults.map(({ path: [name, ...path], expected, got }) => {
    const entry = entries.find((each) => each.name === name)
    return entry
      ? entry.problemAt(path, expected, got)
      : { where: 'built in', path: [name, ...path].join('.'), expected, got }
  })
}

function entriesOf({ source, section, folder }: PipelineSources): { entries: Entry[]; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = []
  const entries: Entry[] = Object.entries(section).map(([name, written]) => ({
    name,
    written,
    problemAt: at(source, ['pipelines', name]),
  }))
  for (const { name, text, file } of folder) {
    const own = parseSource(text, file)
    if (own.problems.length > 0) problems.push(...own.problems)
    else if (!isPipelineName(name)) problems.push({ where: file, path: '(name)', expected: pipelineNames, got: name })
    else if (entries.some((entry) => entry.name === name))
      problems.push({ where: file, path: '(file)', expected: 'a pipeline that stands nowhere else', got: name })
    else entries.push({ name, written: own.value ?? undefined, problemAt: own.problemAt })
  }
  return { entries, problems }
}

function readEntry(
  { name, written, problemAt }: Entry,
  schemas: Readonly<Record<string, unknown>>,
): ConfiguredPipeline | { problems: ConfigProblem[] } {
  if (written === null) return { name, source: 'file', hash: hashOf(null), definition: null }
  const schemaName = nameOfSchema(written)
  if (schemaName !== undefined && !Object.hasOwn(schemas, schemaName)) {
    const known = Object.keys(schemas).join(', ') || 'the schemas in api.schemas (there are none)'
    return { problems: [problemAt(['schema'], `one of ${known}`, JSON.stringify(schemaName))] }
  }
  const whole = schemaName === undefined ? written : { ...(written as object), schema: schemas[schemaName] }
  const read = readDefinition(whole)
  if ('definition' in read) return { name, source: 'file', hash: hashOf(whole), definition: read.definition }
  // What is wrong with a schema that has a name is said of that.
  const faults = read.faults.filter(({ path }) => schemaName === undefined || path[0] !== 'schema')
  return { problems: problemsOf(faults, problemAt) }
}

function nameOfSchema(written: unknown): string | undefined {
  const { schema } = (typeof written === 'object' && written !== null ? written : {}) as { schema?: unknown }
  return typeof schema === 'string' ? schema : undefined
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

function at(source: SourceText, above: ConfigPath): ProblemAt {
  return (path, expected, got) => source.problemAt([...above, ...path], expected, got)
}

function problemsOf(faults: readonly Fault[], problemAt: ProblemAt): ConfigProblem[] {
  return faults.map(({ path, expected, got }) => problemAt(path, expected, got))
}
