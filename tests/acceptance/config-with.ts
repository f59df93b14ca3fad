import { readFileSync, writeFileSync } from 'node:fs'

export interface ConfigChanges {
  /** New values by key; a key stands for every place it appears in. */
  set?: Record<string, string | number>
  /** YAML of further settings of `api.auth`. */
  auth?: string
  /** YAML of further schemas and pipelines. */
  schemas?: string
  pipelines?: string
}

/** Writes a copy of a configuration file with some of it changed. @returns the path of the copy */
export function configWith(
  original: string,
  copy: string,
  { set = {}, auth, schemas, pipelines }: ConfigChanges,
): string {
  let text = readFileSync(original, 'utf8')
  for (const [key, value] of Object.entries(set)) {
    text = replace(text, new RegExp(`^( *${key}:) [^#\\n]*`, 'gm'), (_all, start: string) => `${start} ${value} `)
  }
  if (auth) text = replace(text, /^ {2}auth:\n/m, (start) => `${start}${indent(auth, 4)}\n`)
  if (schemas) text = replace(text, /^ {2}schemas:\n/m, (start) => `${start}${indent(schemas, 4)}\n`)
  if (pipelines) text = replace(text, /^pipelines:\n/m, (start) => `${start}${indent(pipelines, 2)}\n`)
  writeFileSync(copy, text)
  return copy
}

/** Takes a function, for in a replacement text a `$` would have a meaning of its own. */
function replace(text: string, pattern: RegExp, replacement: (...found: string[]) => string): string {
  if (text.search(pattern) < 0) throw new Error(`The configuration has no ${pattern}`)
  return text.replace(pattern, replacement)
}

function indent(text: string, spaces: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => ' '.repeat(spaces) + line.slice(margin)).join('\n')
}
