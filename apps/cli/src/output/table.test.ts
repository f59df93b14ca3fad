import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { createPaint } from './paint.ts'
import { formatTable, truncated, type Column } from './table.ts'

interface Row {
  name: string
  count: number
}
const columns: Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name, shrinks: true },
  { title: 'COUNT', of: ({ count }) => count, align: 'right', paint: () => 'bad' },
  { title: 'NOTE', of: () => null },
]
const rows = [
  { name: 'short', count: 5 },
  { name: 'Grüße aus 東京, an alle', count: 12345 },
]
const plain = createPaint(false)

it('aligns columns by what a terminal shows, and leaves no space at the ends', () => {
  expect(formatTable(rows, columns, { paint: plain })).toBe(
    'NAME                     COUNT  NOTE\n' +
      'short                        5  -\n' +
      'Grüße aus 東京, an alle  12345  -\n',
  )
})

it('cuts what may shrink where the terminal is narrow', () => {
  const lines = formatTable(rows, columns, { paint: plain, width: 24 }).trimEnd().split('\n')
  expect(lines.map((line) => stringWidth(line)).every((width) => width <= 24)).toBe(true)
  expect(lines[2]).toBe('Grüße aus …  12345  -')
  expect(truncated('東京東京', 5)).toBe('東京…')
})

it('colours cells without moving them, and shows what could drive a terminal as text', () => {
  const hostile = [{ name: 'a\u001B[2Jb\nc\u202E', count: 1 }]
  const text = formatTable(hostile, columns, { paint: createPaint(true) })
  expect(text).toContain('a\\u001b[2Jb\\nc\\u202e')
  expect(text).toContain('    \u001B[31m1\u001B[39m')
})

it('goes on below where the last column began, where it has no room', () => {
  const wide: Column<Row>[] = [columns[1]!, { title: 'WHY', of: () => 'a reason of more words than fit', wraps: true }]
  const table = formatTable(rows.slice(0, 1), wide, { paint: plain, width: 31 })
  expect(table).toBe('COUNT  WHY\n    5  a reason of more words\n       than fit\n')
})

it('shows titles that come from elsewhere as text, too', () => {
  expect(formatTable(rows, [{ title: 'a\u001b[2J', of: () => 1 }], { paint: plain })).toMatch(/^a\\u001b\[2J\n/)
})
