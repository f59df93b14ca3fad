import type { ReadOptions } from '@syndicate/contracts'
import { shown } from '../record/shown.ts'
import type { CsvTable } from './csv-table.ts'
import { said } from './find-dialect.ts'

/** What may stand between fields but is not looked for, as it stands in names and texts as well; and how often it tells. */
const dividers: [sign: string, least: number][] = [
  [':', 1],
  ['/', 1],
  ['!', 1],
  ['#', 1],
  ['&', 1],
  ['@', 1],
  ['*', 1],
  [' ', 2],
]
/** A line drawn in a table for people. */
const drawn = /^(?=.*[|+])[\s|+:=-]*--[\s|+:=-]*$/
// oxlint-disable-next-line no-control-regex -- what no name has in it, but for the delimiters among them
const control = /[\0\x02-\x08\x0e-\x1e\x7f]/

/**
 * Why a text that could be read as a table is likely none, or one of more columns, and what to say; undefined when nothing
 * speaks against it. A name in quotes is one, whatever it holds.
 */
export function whyNoTable({ header, rows, width, dialect }: CsvTable, { delimiter }: ReadOptions): string | undefined {
  const first = header?.text ?? ''
  if (!header || first.startsWith(dialect.quote || '"')) return undefined
  if (control.test(first)) return 'The first row holds control characters, so it is likely no text'
  if ([header, ...rows.slice(0, 1)].some(({ text }) => drawn.test(text)))
    return 'Lines are drawn in it, as in a table for people; export it as CSV'
  if (delimiter !== undefined && delimiter !== 'auto') return undefined
  const { delimiter: found } = dialect
  if (found !== ',' && [header, ...rows].every(({ text }) => isDoubled(text, found)))
    return `${shown(found + found)} stands between the fields, and a delimiter is one sign; write another one, or say delimiter=${said(found)} if every other column is empty`
  if (width > 1) return undefined
  if (rows.length === 0)
    return first.includes(' ')
      ? `All of it is one line, ${shown(first)}; say header=true if that names a column of a table without rows`
      : undefined
  for (const [sign, least] of dividers) {
    const times = first.split(sign).length - 1
    if (times >= least && rows.every(({ text }) => text.split(sign).length - 1 === times))
      return `It has one column, and every line ${times} ${shown(sign)}: say delimiter=${said(sign)} if that stands between fields, or delimiter=, if nothing does`
  }
  return undefined
}

function isDoubled(text: string, sign: string): boolean {
  return text.includes(sign + sign) && !text.replaceAll(sign + sign, '').includes(sign)
}
