/** The end of a command's help: a few real uses, each a line of what it does and how. What goes on needs no words of its own. */
export function examples(...lines: readonly (readonly [what: string, command: string])[]): string {
  return `\nExamples:\n${lines.map(([what, command]) => `${what && `  # ${what}\n`}  $ ${command}\n`).join('')}`
}
