import stringWidth from 'string-width'
import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { wrapped } from './wrap.ts'

export interface Column<Row> {
  title: string
  of(row: Row): string | number | null
  align?: 'right'
  /** May be cut short where the terminal is too narrow for all. */
  shrinks?: boolean
  /** Of the last column: goes on in further lines where the terminal is too narrow. */
  wraps?: boolean
  paint?(row: Row): keyof Paint | undefined
}

interface TableOptions {
  /** Of the terminal; undefined where lines may be of any length. */
  width?: number | undefined
  paint: Paint
}

const gap = '  '
const narrowest = 8
const narrowestWrapped = 24

/** Rows below a line of titles, each column as wide as it has to be, within the terminal's width. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], options: TableOptions): string {
  const { width, paint } = options
  const cells = rows.map((row) => columns.map((column) => printable(String(column.of(row) ?? '-'))))
  const titles = columns.map(({ title }) => printable(title))
  const natural = titles.map((title, index) =>
    Math.max(stringWidth(title), ...cells.map((line) => stringWidth(line[index]!))),
  )
  const widths = fitted(natural, columns, width)
  const lineOf = (line: readonly string[], dress: (text: string, index: number) => string) =>
    line
      .map((cell, index) => {
        const { align } = columns[index]!
        const last = index === columns.length - 1 && align !== 'right'
        return padded(cell, widths[index]!, last ? 'none' : (align ?? 'left'), (text) => dress(text, index))
      })
      .join(gap)
      .trimEnd()
  const head = lineOf(titles, (text) => paint.bold(text))
  const body = cells.flatMap((line, at) =>
    linesOf(line).map((each) =>
      lineOf(each, (text, index) => {
        const style = columns[index]!.paint?.(rows[at]!)
        return style && text !== '' ? paint[style](text) : text
      }),
    ),
  )
  return [head, ...body, ''].join('\n')

  function linesOf(line: string[]): string[][] {
    if (!columns.at(-1)?.wraps) return [line]
    const [first = '', ...further] = wrapped(line.at(-1)!, widths.at(-1)!)
    return [[...line.slice(0, -1), first], ...further.map((text) => [...line.slice(0, -1).fill(''), text])]
  }
}

function fitted(
  natural: number[],
  columns: readonly Pick<Column<unknown>, 'shrinks' | 'wraps'>[],
  width: number | undefined,
): number[] {
  const widths = [...natural]
  if (width === undefined) return widths
  let excess = widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1)) - width
  // From the last on: what comes first identifies the row.
  for (let index = widths.length - 1; index >= 0 && excess > 0; index--) {
    const { shrinks, wraps } = columns[index]!
    if (!shrinks && !wraps) continue
    const less = Math.min(excess, Math.max(0, widths[index]! - (wraps ? narrowestWrapped : narrowest)))
    widths[index]! -= less
    excess -= less
  }
  return widths
}

function padded(
  text: string,
  width: number,
  align: 'left' | 'right' | 'none',
  dress: (text: string) => string,
): string {
  const cut = truncated(text, width)
  const space = ' '.repeat(Math.max(0, width - stringWidth(cut)))
  if (align === 'none') return dress(cut)
  return align === 'right' ? space + dress(cut) : dress(cut) + space
}

/** At most so many cells of a terminal wide, with an ellipsis where something is missing. */
export function truncated(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}
