import { parseYaml } from '@syndicate/definitions/parse-yaml'
import { formatPath, type Path } from '@syndicate/definitions/path'
import type { ConfigProblem } from './config-error.ts'

export interface SourceText {
  /** What errors call it. */
  file: string
  /** The parsed value. Meaningless when `problems` has entries. */
  value: unknown
  /** What the YAML parser itself objects to. */
  problems: ConfigProblem[]
  /** A problem at this path; a path that is not there is given the line of what would hold it. */
  problemAt(path: Path, expected: string, got: string): ConfigProblem
}

/** Parses YAML so that what is wrong with it is told by file and line. */
export function parseSource(text: string, file: string): SourceText {
  const { value, fault, lineOf } = parseYaml(text)
  return {
    file,
    value,
    problems: fault
      ? [{ where: `${file}:${fault.line}`, path: '(syntax)', expected: fault.expected, got: fault.got }]
      : [],
    problemAt: (path, expected, got) => ({ where: `${file}:${lineOf(path)}`, path: formatPath(path), expected, got }),
  }
}
