import { matchesGlob } from 'node:path'

export interface Use {
  path: string
  line: number
  column: number
  /** The line it stands in, trimmed. */
  text: string
  allowed: boolean
}

/**
 * Lists every match of the patterns in the files, in order.
 * @param index regular expressions, and the globs of the paths where a match may be
 */
export function findUses(
  files: Iterable<{ path: string; text: string }>,
  index: { readonly patterns: readonly string[]; readonly allowed: readonly string[] },
): Use[] {
  const pattern = new RegExp(index.patterns.map((source) => `(?:${source})`).join('|'), 'gu')
  const uses: Use[] = []
  for (const { path, text } of files) {
    const allowed = index.allowed.some((glob) => matchesGlob(path, glob))
    for (const [number, line] of text.split('\n').entries()) {
      for (const match of line.matchAll(pattern)) {
        uses.push({ path, line: number + 1, column: match.index + 1, text: line.trim(), allowed })
      }
    }
  }
  return uses
}

/** `path:line:col text`, which editors and terminals turn into a link. */
export function formatUse({ path, line, column, text }: Use): string {
  return `${path}:${line}:${column} ${text}`
}
