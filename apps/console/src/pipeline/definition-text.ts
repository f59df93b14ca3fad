import type { ProblemPlace } from '@syndicate/contracts'
import { parseYaml } from '@syndicate/definitions/parse-yaml'
import { formatPath, pathOfPointer, type Path } from '@syndicate/definitions/path'

/** Something that is wrong with a line of a text. */
export interface Mark {
  /** From 1. */
  line: number
  message: string
}

/** A definition as somebody writes it: what it says, and which lines that stands on. */
export interface DefinitionText {
  /** Meaningless where there is a fault. */
  written: unknown
  /** Why it is no YAML. */
  fault: Mark | null
  /** Where what the server refuses stands. @param depth how many keys of the request are above the definition */
  marksOf(places: readonly ProblemPlace[], depth: number): Mark[]
}

export function readDefinitionText(text: string): DefinitionText {
  const { value, fault, lineOf } = parseYaml(text)
  const markAt = (path: Path, message: string): Mark => ({
    line: lineOf(path),
    message: `${formatPath(path)}: ${message}`,
  })
  return {
    // What an empty text holds has to be refused, and JSON has no undefined.
    written: value ?? null,
    fault: fault && { line: fault.line, message: `expected ${fault.expected}, got ${fault.got}` },
    marksOf: (places, depth) =>
      places
        .map(({ path, message }) => markAt(pathOfPointer(path).slice(depth), message))
        .toSorted((a, b) => a.line - b.line),
  }
}
