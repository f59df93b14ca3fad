import { countOf, type Column } from './columns.ts'
import { cut } from './describe-field.ts'

/** Words that mostly say that there is nothing. */
const words = [
  'NA',
  'N/A',
  'n/a',
  'N.A.',
  'n.a.',
  '#N/A',
  'NULL',
  'Null',
  'null',
  '\\N',
  'None',
  'none',
  'Nil',
  'nil',
  'NaN',
  'nan',
  '-',
  '--',
  '?',
  '.',
  '..',
  '0000-00-00',
  '0000-00-00 00:00:00',
]
export const wordsForNull: ReadonlySet<string> = new Set(words)
/** Words that nobody means otherwise. */
const certain: ReadonlySet<string> = new Set(['NULL', 'null', '\\N', '#N/A'])
/** So many different texts may be what one chooses from: `none` among them is one as well. */
const mostChoices = 20
/** Names of columns that evidence has, and characters of each. */
const told = { names: 3, chars: 40 }

/** A column, and whether it is text once words for null are left out. */
export interface TextOrNot {
  column: Column
  isText: boolean
}

export interface NullWords {
  /** Those that are null, and how often each stands there. */
  nulls: Map<string, number>
  /** What is to be known of some of them. */
  notes: string[]
}

/**
 * The words that are null in these columns. It is one list for all columns: a word in a column of codes, as NA of Namibia, may be
 * one of them, and stays what it is everywhere.
 */
export function findNullWords(columns: TextOrNot[]): NullWords {
  const nulls = new Map<string, number>()
  const notes: string[] = []
  for (const word of words) {
    const holding = columns.filter(({ column }) => column.values.has(word))
    const texts = holding.filter(({ isText }) => isText).map(({ column }) => column)
    const others = holding.filter(({ isText }) => !isText).map(({ column }) => column)
    if (holding.length === 0 || (others.length === 0 && !certain.has(word))) continue
    const chosen = texts.find((column) => holdsCodesLike(column, word) || holdsChoiceLike(column, word))
    if (chosen) {
      if (others.length > 0)
        notes.push(
          `${word} stays text, since it may be one of the values of ${shown([chosen])}, though it stands for nothing in ${shown(others)}`,
        )
      continue
    }
    nulls.set(
      word,
      holding.reduce((sum, { column }) => sum + column.values.get(word)!, 0),
    )
    if (texts.length > 0 && !certain.has(word))
      notes.push(`so is ${word} in ${shown(texts)}, which ${texts.length === 1 ? 'is' : 'are'} text`)
  }
  return { nulls, notes }
}

function shown(columns: Column[]): string {
  const names = columns.slice(0, told.names).map(({ name }) => cut(name, told.chars))
  const more = columns.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Whether the word may be what somebody has chosen, as `none` beside `basic` and `full`. */
function holdsChoiceLike({ values }: Column, word: string): boolean {
  if (!/^(?:none|nil)$/i.test(word)) return false
  const others = [...values.keys()].filter((value) => value !== word && String(value).trim() !== '')
  return others.length <= mostChoices || others.length * 2 <= countOf(values)
}

/** Whether the other values are words of as many letters, all of them large. */
function holdsCodesLike({ values }: Column, word: string): boolean {
  if (!/^[A-Z]{2,3}$/.test(word)) return false
  let codes = 0
  let others = 0
  for (const value of values.keys()) {
    if (value === '' || value === word) continue
    if (typeof value === 'string' && value.length === word.length && /^[A-Z]+$/.test(value)) codes++
    else others++
  }
  return codes > 1 && codes > others * 9
}
