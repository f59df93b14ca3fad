import type { Column } from './columns.ts'

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
]
export const wordsForNull: ReadonlySet<string> = new Set(words)
/** Words that nobody means otherwise. */
const certain: ReadonlySet<string> = new Set(['NULL', 'null', '\\N', '#N/A'])

/** A column, and whether it is text once words for null are left out. */
export interface TextOrNot {
  column: Column
  isText: boolean
}

/**
 * The words that are null in these columns, and how often each stands there. It is one list for all columns: a word in a column of
 * codes, as NA of Namibia, may be one of them.
 */
export function findNullWords(columns: TextOrNot[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const word of words) {
    const holding = columns.filter(({ column }) => column.values.has(word))
    if (holding.length === 0) continue
    const isMeant = certain.has(word) || holding.some(({ isText }) => !isText)
    if (isMeant && !holding.some((each) => each.isText && holdsCodesLike(each.column, word)))
      found.set(
        word,
        holding.reduce((sum, { column }) => sum + column.values.get(word)!, 0),
      )
  }
  return found
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
