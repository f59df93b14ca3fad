import type { Path } from '@syndicate/definitions/path'
import type { ConfigProblem } from './config-error.ts'
import type { PipelineFile } from './pipeline-file.ts'
import { parseSource, type SourceText } from './source-text.ts'

type ProblemAt = (path: Path, expected: string, got: string) => ConfigProblem

/** A pipeline as it stands in a file, and how what is wrong with it is traced to its line. */
export interface PipelineEntry {
  name: string
  /** What errors call the file. */
  file: string
  written: unknown
  problemAt: ProblemAt
}

/** A schema that has a name, and how what is wrong with it is traced to its line. */
interface NamedSchema {
  schema: unknown
  problemAt: ProblemAt
}
export type NamedSchemas = ReadonlyMap<string, NamedSchema>

/** The pipelines below `pipelines` of a configuration. */
export function entriesInSection(source: SourceText, section: object): PipelineEntry[] {
  return Object.entries(section).map(([name, written]) => ({
    name,
    file: source.file,
    written: written as unknown,
    problemAt: at(source, ['pipelines', name]),
  }))
}

/** The schemas below `api.schemas` of a configuration. */
export function schemasIn(source: SourceText, section: object): NamedSchemas {
  const named = Object.entries(section).map(([name, schema]): [string, NamedSchema] => [
    name,
    { schema, problemAt: at(source, ['api', 'schemas', name]) },
  ])
  return new Map(named)
}

/** The pipelines in files of their own. */
export function entriesInFiles(files: readonly PipelineFile[]): {
  entries: PipelineEntry[]
  problems: ConfigProblem[]
} {
  const entries: PipelineEntry[] = []
  const problems: ConfigProblem[] = []
  for (const { name, text, file } of files) {
    const { value, problems: found, problemAt } = parseSource(text, file)
    problems.push(...found)
    if (found.length === 0) entries.push({ name, file, written: value ?? undefined, problemAt })
  }
  return { entries, problems }
}

/** A pipeline stands in one place. */
export function withoutRepeats(all: readonly PipelineEntry[]): { entries: PipelineEntry[]; problems: ConfigProblem[] } {
  const first = new Map<string, PipelineEntry>()
  const problems: ConfigProblem[] = []
  for (const entry of all) {
    if (first.has(entry.name)) problems.push(entry.problemAt([], 'a pipeline that stands nowhere else', entry.name))
    else first.set(entry.name, entry)
  }
  return { entries: [...first.values()], problems }
}

/** The name of the schema that a pipeline refers to, if it does. */
export function nameOfSchema({ written }: PipelineEntry): string | undefined {
  const { schema } = (typeof written === 'object' && written !== null ? written : {}) as { schema?: unknown }
  return typeof schema === 'string' ? schema : undefined
}

/** A pipeline with the schema itself where it names one: nothing in it refers to anything outside. */
export function wholeEntry(entry: PipelineEntry, schemas: NamedSchemas): PipelineEntry | { problem: ConfigProblem } {
  const { written, problemAt } = entry
  const schemaName = nameOfSchema(entry)
  if (schemaName === undefined) return entry
  const named = schemas.get(schemaName)
  if (!named) {
    const known = [...schemas.keys()].join(', ') || 'the schemas in api.schemas (there are none)'
    return { problem: problemAt(['schema'], `one of ${known}`, JSON.stringify(schemaName)) }
  }
  return {
    ...entry,
    written: { ...(written as object), schema: named.schema },
    problemAt: ([key, ...path], expected, got) =>
      key === 'schema' && path.length > 0
        ? named.problemAt(path, expected, got)
        : problemAt(key === undefined ? [] : [key, ...path], expected, got),
  }
}

function at(source: SourceText, above: Path): ProblemAt {
  return (path, expected, got) => source.problemAt([...above, ...path], expected, got)
}
