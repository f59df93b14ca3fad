/** The end of a command's help: a few real uses, each a line of what it does and how. */
export function examples(...lines: readonly (readonly [what: string, command: string])[]): string {
  return `\nExamples:\n${lines.map(([what, command]) => `  # ${what}\n  $ ${command}\n`).join('')}`
}
