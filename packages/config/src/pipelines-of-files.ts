import type { ConfigProblem } from './config-error.ts'
import {
  entriesInFiles,
  entriesInSection,
  schemasIn,
  wholeEntry,
  withoutRepeats,
  type PipelineEntry,
} from './pipeline-entries.ts'
import type { PipelineFile } from './pipeline-file.ts'
import { parseSource, type SourceText } from './source-text.ts'

export { isPipelineFile, nameOfFile } from './pipeline-file.ts'
export type { PipelineEntry, PipelineFile }

/**
 * Pipelines of some files, each whole, as the API takes them. A file is a pipeline by itself, or a syndicate.yaml: of that
 * the pipelines count, and the schemas they name, and nothing else in it is looked at. Nor is what a pipeline says.
 */
export function pipelinesOfFiles(files: readonly PipelineFile[]): {
  entries: PipelineEntry[]
  problems: ConfigProblem[]
} {
  const parsed = files.map((file) => ({ file, source: parseSource(file.text, file.file) }))
  const configurations = parsed.flatMap(({ source }) => (isConfiguration(source) ? [source] : []))
  const own = entriesInFiles(parsed.flatMap(({ file, source }) => (isConfiguration(source) ? [] : [file])))
  const sections = configurations.flatMap((source) => entriesInSection(source, sectionOf(source, 'pipelines')))
  const schemas = new Map(
    configurations.flatMap((source) => [...schemasIn(source, sectionOf(source, 'api', 'schemas'))]),
  )
  const { entries, problems } = withoutRepeats([...sections, ...own.entries])
  const whole = entries.map((entry) => wholeEntry(entry, schemas))
  return {
    entries: whole.flatMap((each) => ('problem' in each ? [] : [each])),
    problems: [...own.problems, ...problems, ...whole.flatMap((each) => ('problem' in each ? [each.problem] : []))],
  }
}

/** No pipeline has a key `pipelines` or `api`. */
function isConfiguration(source: SourceText): boolean {
  const top = asMapping(source.value)
  return Object.hasOwn(top, 'pipelines') || Object.hasOwn(top, 'api')
}

function sectionOf(source: SourceText, ...keys: string[]): Record<string, unknown> {
  return keys.reduce((section, key) => asMapping(section[key]), asMapping(source.value))
}

function asMapping(value: unknown): Record<string, unknown> {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMapping ? (value as Record<string, unknown>) : {}
}
