import type { Inference, InferredField } from '@syndicate/contracts'
import { countOf } from '../output/figures.ts'
import type { Paint } from '../output/paint.ts'
import { formatTable, type Column } from '../output/table.ts'

/** More columns are not for a terminal. */
const mostFields = 40

interface Told {
  what: string
  value: string
  evidence: string
}

const readingColumns: Column<Told>[] = [
  { title: 'READING', of: ({ what }) => what },
  { title: 'IS', of: ({ value }) => value, shrinks: true },
  { title: 'BECAUSE', of: ({ evidence }) => evidence, wraps: true },
]

const fieldColumns: Column<InferredField>[] = [
  { title: 'COLUMN', of: ({ name }) => name, shrinks: true },
  { title: 'TYPE', of: ({ type }) => type },
  { title: 'NEEDED', of: ({ required }) => (required ? 'yes' : 'no') },
  {
    title: 'BECAUSE',
    of: ({ evidence }) => evidence,
    wraps: true,
    paint: ({ misfits }) => (misfits > 0 ? 'warn' : undefined),
  },
]

/** How a file is read and what its columns are, each with how that is known. */
export function describeReading(inference: Inference, paint: Paint, width?: number): string {
  const { format, reading, evidence, fields, moreFields } = inference
  const how = [['format', format] as const, ...Object.entries(reading)].map(([what, value]) => ({
    what,
    value: valueInWords(value),
    evidence: evidence[what] ?? '',
  }))
  const more = Math.max(0, fields.length - mostFields) + moreFields
  const parts = [
    formatTable(how, readingColumns, { paint, width }),
    ...(fields.length > 0 ? [formatTable(fields.slice(0, mostFields), fieldColumns, { paint, width })] : []),
  ]
  return parts.join('\n') + (more > 0 ? `and ${countOf(more, 'more column')}\n` : '')
}

function valueInWords(value: string | number | boolean | string[]): string {
  if (value === '\t') return 'tab'
  return Array.isArray(value) ? value.join(',') : String(value)
}
