import type { ReadOptions } from '@syndicate/contracts'

const names: Record<keyof ReadOptions, string> = {
  delimiter: 'Delimiter',
  quote: 'Quote',
  escape: 'Escape',
  header: 'Header',
  skip: 'Lines to skip',
  comment: 'Comments',
  encoding: 'Encoding',
  records: 'List of records',
  nulls: 'Nulls',
  decimal: 'Decimal sign',
  thousands: 'Thousands',
  trim: 'Blanks',
  ragged: 'Short rows',
}

/** What is said of how the input is read; what is not said is found out. */
export function readingInWords(reading: ReadOptions): (readonly [string, string])[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const value = reading[key as keyof ReadOptions]
    return value === undefined ? [] : [[name, valueInWords(value)] as const]
  })
}

function valueInWords(value: NonNullable<ReadOptions[keyof ReadOptions]>): string {
  if (Array.isArray(value)) return value.join(', ')
  if (value === ' ') return 'a blank'
  if (value === '\t') return 'tab'
  if (value === '') return 'the input itself'
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}
