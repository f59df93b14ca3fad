import { createRowWalk } from './create-row-walk.ts'
import { isRfc4180, type Dialect } from './dialect.ts'

/** Takes rows that each end with a line feed apart: as raw as they came, without the line ends. */
export function rowSplitter(dialect: Dialect): (text: string) => string[] {
  if (isRfc4180(dialect)) return splitRows
  return (text) => {
    const walk = createRowWalk(dialect)
    const rows: string[] = []
    for (let i = 0, start = 0; i < text.length; i++) {
      if (!walk.step(text.charCodeAt(i))) continue
      rows.push(withoutReturn(text.slice(start, i)))
      start = i + 1
    }
    return rows
  }
}

function splitRows(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  if (!text.includes('"')) return lines.map(withoutReturn)
  const rows: string[] = []
  let row = ''
  let open = false
  for (const line of lines) {
    row = open ? `${row}\n${line}` : line
    open = endsInQuotes(line, open)
    if (!open) rows.push(withoutReturn(row))
  }
  return rows
}

/** Whether a quoted field is still open at the end of a line. Knows the same rules as `createRowFinder`. */
function endsInQuotes(line: string, open: boolean): boolean {
  let i = 0
  for (;;) {
    if (!open) {
      while (line[i] !== '"') {
        const comma = line.indexOf(',', i)
        if (comma < 0) return false
        i = comma + 1
      }
      i++
    }
    const quote = line.indexOf('"', i)
    if (quote < 0) return true
    if (line[quote + 1] === '"') {
      i = quote + 2
      open = true
      continue
    }
    const comma = line.indexOf(',', quote + 1)
    if (comma < 0) return false
    i = comma + 1
    open = false
  }
}

function withoutReturn(row: string): string {
  return row.endsWith('\r') ? row.slice(0, -1) : row
}
