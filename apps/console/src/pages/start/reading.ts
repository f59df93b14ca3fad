import type { UploadOptions } from '@syndicate/client'
import type { Format } from '@syndicate/contracts'

type Key = 'encoding' | 'whole' | 'records' | 'delimiter' | 'header' | 'skip' | 'nulls'

/** What was written into the fields. */
export type Reading = Partial<Record<Key, string>>

interface ReadingField {
  key: Key
  label: string
  hint?: string
  /** Value and what is shown for it, where there is a choice. */
  options?: readonly (readonly [string, string])[]
}

const encoding: ReadingField = { key: 'encoding', label: 'Encoding', hint: 'Such as windows-1252; else UTF-8' }
const ofJson: ReadingField[] = [
  {
    key: 'whole',
    label: 'A single object',
    options: [
      ['', 'Ask, where it holds a list'],
      ['yes', 'Is the record'],
    ],
  },
  { key: 'records', label: 'List of records', hint: 'A JSON Pointer, such as /data' },
]
const ofCsv: ReadingField[] = [
  { key: 'delimiter', label: 'Delimiter', hint: 'A sign, or tab' },
  { key: 'header', label: 'Header', hint: 'true, false, or names: id,name or ["id","price, EUR"]' },
  { key: 'skip', label: 'Lines to skip', hint: 'Before the header' },
  { key: 'nulls', label: 'Nulls', hint: 'Cells that mean null, such as NULL,N/A' },
]

/** The fields that say something about a format. */
export function readingFieldsOf(format: Format): ReadingField[] {
  switch (format) {
    case 'csv':
      return [...ofCsv, encoding]
    case 'json':
      return [...ofJson, encoding]
    case 'ndjson':
    case 'yaml':
      return [encoding]
    default:
      return []
  }
}

/** What the fields of a format say, as an upload takes it. */
export function readingOf(format: Format, said: Reading): Omit<UploadOptions, 'pipeline'> {
  const filled = readingFieldsOf(format).flatMap(({ key }) => (said[key]?.trim() ? [[key, said[key].trim()]] : []))
  const { whole, skip, ...texts } = Object.fromEntries(filled) as Reading
  return {
    ...(whole && { records: '' }),
    ...texts,
    ...(skip && { skip: Number(skip) }),
  }
}
