/** Lines that each end with a newline. */
export function linesOf(text: string): string[] {
  return text.slice(0, -1).split('\n')
}

export function readJsonLines(bytes: Buffer, visit: (record: never) => void): void {
  for (const line of linesOf(bytes.toString())) visit(JSON.parse(line) as never)
}
