import stringWidth from 'string-width'
import { countOf, formatCount } from '../output/figures.ts'
import type { Paint } from '../output/paint.ts'
import { formatTable, type Column } from '../output/table.ts'
import type { ShownFault, ShownRecord, ShownRecords } from './shown-records.ts'

/** More of them are counted. */
const mostFaults = 10
/** Of a value, in characters. */
const mostChars = 60
/** Of a column beside others, in cells of a terminal; wider ones are cut. */
const usualCells = 12
/** Where nobody says how wide a line may be. */
const usualWidth = 160
const sign = '✗'

/** The first records as they would be stored, how many that would be, and which would be refused. */
export function describeRecords(
  { first, faults, books, complete }: ShownRecords,
  paint: Paint,
  width?: number,
): string {
  const shown = faults.slice(0, mostFaults)
  const parts = [
    ...(first.length > 0 ? [describeFirst(first, paint, width)] : []),
    outcome(books, complete, paint),
    ...(shown.length > 0 ? [formatTable(shown, faultColumns, { paint, width })] : []),
  ]
  const more = books.quarantined - shown.length
  return parts.join('\n') + (shown.length > 0 && more > 0 ? `and ${formatCount(more)} more\n` : '')
}

function outcome(
  { in: all, loaded, quarantined, filtered }: ShownRecords['books'],
  complete: boolean,
  paint: Paint,
): string {
  const of = complete ? countOf(all, 'record') : `the first ${countOf(all, 'record')}`
  const left = filtered > 0 ? `, ${formatCount(filtered)} left out by a filter` : ''
  const said = `${formatCount(loaded)} of ${of} would be stored${left}`
  if (quarantined === 0) return `${paint.good(said)}\n`
  return `${paint.warn(`${said}, ${formatCount(quarantined)} refused`)}\nWhat is refused waits in quarantine, to be mended.\n`
}

const faultColumns: Column<ShownFault>[] = [
  { title: 'LINE', of: placeOf, align: 'right', paint: () => 'bad' },
  { title: 'COLUMN', of: ({ field }) => field ?? '-', shrinks: true },
  { title: 'REFUSED BECAUSE', of: ({ reason }) => reason, wraps: true },
]

function placeOf({ line, position }: ShownFault): string {
  return line === undefined ? `#${position + 1}` : String(line)
}

function describeFirst(records: readonly ShownRecord[], paint: Paint, width?: number): string {
  const names = [...new Set(records.flatMap(({ values }) => Object.keys(values ?? {})))]
  const all = names.map((name, index) => columnOf(name, index === 0, records))
  const lines: Column<ShownRecord>[] = records.some(({ line }) => line !== undefined)
    ? [{ title: 'LINE', of: ({ line }) => line ?? null, align: 'right', paint: dimOrBad }]
    : []
  // One that could not be read may be all there is.
  const columns = [...lines, ...(all.length > 0 ? all : [columnOf('', true, records)])]
  const fitting = howManyFit(columns, records, width ?? usualWidth)
  const left = names.slice(fitting - lines.length)
  const also = left.length > 0 ? `${paint.dim(`and ${countOf(left.length, 'more column')}`)}\n` : ''
  return formatTable(records, columns.slice(0, fitting), { paint, width }) + also
}

function columnOf(name: string, isFirst: boolean, records: readonly ShownRecord[]): Column<ShownRecord> {
  const isNumber = records.some(({ values, fault }) => !fault && typeof values?.[name] === 'number')
  return {
    title: name,
    of: (record) => textOf(record, name, isFirst),
    ...(isNumber && { align: 'right' }),
    shrinks: true,
    paint: ({ fault, values }) => (fault && (!values || fault.field === name) ? 'bad' : undefined),
  }
}

/** As it is stored; marked by a sign, as colours may not be seen, where it is at fault. */
function textOf({ values, original = '', fault }: ShownRecord, name: string, isFirst: boolean): string {
  if (!values) return isFirst ? `${sign} ${shortened(original)}` : ''
  const value = values[name]
  const text =
    value === undefined || value === null ? '-' : shortened(typeof value === 'string' ? value : JSON.stringify(value))
  return fault?.field === name ? `${sign} ${text}` : text
}

function dimOrBad({ fault }: ShownRecord): keyof Paint {
  return fault ? 'bad' : 'dim'
}

function shortened(text: string): string {
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text
}

/** How many columns have room beside one another, the first in any case. */
function howManyFit(columns: readonly Column<ShownRecord>[], records: readonly ShownRecord[], width: number): number {
  let used = 0
  const over = columns.findIndex(({ title, of }) => {
    const widest = Math.max(stringWidth(title), ...records.map((record) => stringWidth(String(of(record) ?? '-'))))
    used += Math.min(usualCells, widest) + 2
    return used - 2 > width
  })
  return over < 0 ? columns.length : Math.max(2, over)
}
