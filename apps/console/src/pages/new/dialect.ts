import type { Format, Inference, ReadOptions } from '@syndicate/contracts'
import { formats } from '@syndicate/contracts/words'
import type { SaidReading } from '../../data/new-dataset.ts'

type Key = 'format' | keyof ReadOptions

/** What somebody said of how the file is read, as it is written into fields. */
export type Said = Partial<Record<Key, string>>

export interface DialectField {
  key: Key
  label: string
  /** Value and what is shown for it, where there is a choice. */
  options?: readonly (readonly [string, string])[]
  hint?: string
  /** What counts where nothing is found or said. */
  usual: string
  /** Of the formats, which it says something of. */
  of: readonly Format[]
  /** Stands in view; the others are asked for. */
  isFirst?: boolean
}

const csv: Format[] = ['csv']
const encodings = [
  'utf-8',
  'windows-1252',
  'iso-8859-2',
  'windows-1251',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'gb18030',
]

export const dialectFields: DialectField[] = [
  {
    key: 'format',
    label: 'Format',
    options: formats.map((each) => [each, each]),
    usual: '',
    of: formats,
    isFirst: true,
  },
  {
    key: 'delimiter',
    label: 'Delimiter',
    options: [
      [',', 'Comma ,'],
      [';', 'Semicolon ;'],
      ['tab', 'Tab'],
      ['|', 'Bar |'],
      ['^', 'Caret ^'],
      ['~', 'Tilde ~'],
    ],
    usual: ',',
    of: csv,
    isFirst: true,
  },
  {
    key: 'header',
    label: 'Column names',
    options: [
      ['true', 'Are the first row'],
      ['false', 'Are not there'],
    ],
    usual: 'true',
    of: csv,
    isFirst: true,
  },
  {
    key: 'encoding',
    label: 'Encoding',
    options: encodings.map((each) => [each, each]),
    usual: 'utf-8',
    of: ['csv', 'json', 'ndjson', 'yaml'],
    isFirst: true,
  },
  {
    key: 'records',
    label: 'List of records',
    hint: 'A JSON Pointer, such as /data',
    usual: '',
    of: ['json'],
    isFirst: true,
  },
  {
    key: 'quote',
    label: 'Quote',
    options: [
      ['"', 'Double "'],
      ["'", "Single '"],
      ['`', 'Backtick `'],
      ['none', 'None'],
    ],
    usual: '"',
    of: csv,
  },
  { key: 'skip', label: 'Lines to skip', hint: 'Titles before the header', usual: '0', of: csv },
  { key: 'comment', label: 'Comments', hint: 'The sign such lines begin with', usual: '', of: csv },
  { key: 'nulls', label: 'Nulls', hint: 'Cells that mean null, such as NULL,N/A', usual: '', of: csv },
  {
    key: 'decimal',
    label: 'Decimal sign',
    options: [
      ['.', 'Point 1.5'],
      [',', 'Comma 1,5'],
    ],
    usual: '.',
    of: formats,
  },
  {
    key: 'thousands',
    label: 'Between thousands',
    options: [
      ['', 'Nothing'],
      ['.', 'Point .'],
      [',', 'Comma ,'],
      [' ', 'Blank'],
      ["'", "Apostrophe '"],
      ['_', 'Underscore _'],
    ],
    usual: '',
    of: formats,
  },
  {
    key: 'trim',
    label: 'Blanks around cells',
    options: [
      ['false', 'Stay'],
      ['true', 'Go'],
    ],
    usual: 'false',
    of: csv,
  },
  {
    key: 'ragged',
    label: 'Rows too short',
    options: [
      ['refuse', 'Are refused'],
      ['fill', 'Are filled with null'],
    ],
    usual: 'refuse',
    of: csv,
  },
]

/** What a field shows: what was said, else what was found. */
export function valueOf({ key, usual }: DialectField, said: Said, found: Inference | undefined): string {
  return said[key] ?? (found && (key === 'format' ? found.format : textOf(found.reading[key]))) ?? usual
}

function textOf(value: ReadOptions[keyof ReadOptions]): string | undefined {
  if (Array.isArray(value)) return value.some((each) => each.includes(',')) ? JSON.stringify(value) : value.join(',')
  return value === '\t' ? 'tab' : value?.toString()
}

/** With one more thing said. Of another format, nothing has been said yet. */
export function saying(said: Said, key: Key, value: string): Said {
  const kept = key === 'format' ? {} : said
  return { ...kept, [key]: value }
}

/** As the server takes it; what was emptied is found out again. */
export function sayingOf(said: Said): SaidReading {
  const { skip, ...texts } = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
  return { ...texts, ...(skip && { skip: Number(skip) }) }
}
