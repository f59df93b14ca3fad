import { signOf, type NumberSigns } from '../steps/number-text.ts'
import { countOf, type Column } from './columns.ts'
import { numberIn } from './number-verdict.ts'
import { mayBeWrong, mostMisfits } from './verdict.ts'

/** Ways to write numbers, the usual one first. */
const ways: NumberSigns[] = [
  {},
  { decimal: ',' },
  { thousands: ',' },
  { decimal: ',', thousands: '.' },
  { thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { thousands: "'" },
]
/** Different texts of a column that are held against each way. */
const mostTexts = 200
const looksNumeric = /^-?\d[\d.,' \u00a0\u202f]*(?:[eE][+-]?\d+)?$/
/** One comma and three digits behind it: thousands, or a fraction? */
const isEither = /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/
/** What needs no comma where commas stand between thousands. */
const isSmall = /^\s*[+-]?\d{1,3}\s*$/

export interface FoundSigns {
  signs: NumberSigns
  /** A number that tells, where it is not the usual way. */
  example?: string
}

interface Numeric {
  texts: Map<string, number>
  /** How often they came, together. */
  count: number
  /** Whether each of its commas may stand between thousands as well as before a fraction. */
  isUnclear: boolean
  /** Whether those that have no comma say that it stands between thousands. */
  hasThousands: boolean
}

/**
 * How texts of an input are numbers: the way in which most columns are. It is one for all of them, as casts know but one.
 * Columns that may be read in two ways say nothing.
 */
export function findSigns(columns: Column[], wordsForNull: ReadonlySet<string>): FoundSigns {
  const numeric = columns.flatMap((column) => numericOf(textsOf(column, wordsForNull)) ?? [])
  const telling = numeric.filter(({ isUnclear }) => !isUnclear)
  const signs = mostSpokenFor(telling)
  const example = telling.flatMap(({ texts }) => [...texts.keys()]).find((text) => isIn(text, signs))
  return { signs, ...(example !== undefined && { example }) }
}

function textsOf({ values }: Column, wordsForNull: ReadonlySet<string>): Map<string, number> {
  const texts = new Map<string, number>()
  for (const [value, times] of values) {
    if (typeof value !== 'string' || value.trim() === '' || wordsForNull.has(value.trim())) continue
    texts.set(value, times)
    if (texts.size === mostTexts) break
  }
  return texts
}

/** Undefined where they are no numbers in any way, or all in the plainest. */
function numericOf(texts: Map<string, number>): Numeric | undefined {
  let wrong = 0
  const commas: string[] = []
  const plain: string[] = []
  let hasSigns = false
  for (const [text, times] of texts) {
    if (!looksNumeric.test(text.trim())) wrong += times
    else if (text.includes(',')) commas.push(text)
    else plain.push(text)
    hasSigns ||= /[.,' \u00a0\u202f]/.test(text.trim())
  }
  const count = countOf(texts)
  if (!hasSigns || !mayBeWrong(wrong, count)) return undefined
  const areEither = commas.length > 0 && commas.every((text) => isEither.test(text))
  const hasThousands = areEither && plain.length > 0 && plain.every((text) => isSmall.test(text))
  return { texts, count, isUnclear: areEither && !hasThousands, hasThousands }
}

/** Of two ways that as many columns speak for, the more usual one. */
function mostSpokenFor(columns: Numeric[]): NumberSigns {
  let found: NumberSigns = {}
  let most = 0
  for (const signs of ways) {
    const votes = columns.filter((column) => speaksFor(column, signs)).length
    if (votes > most) [found, most] = [signs, votes]
    if (most === columns.length) break
  }
  return found
}

function speaksFor({ texts, count, hasThousands }: Numeric, signs: NumberSigns): boolean {
  if (hasThousands && signs.decimal === ',') return false
  const most = mostMisfits(count)
  let wrong = 0
  for (const [text, times] of texts) {
    if (numberIn(text, signs)) continue
    wrong += times
    if (wrong > most) return false
  }
  return mayBeWrong(wrong, count)
}

function isIn(text: string, { decimal, thousands }: NumberSigns): boolean {
  return (
    (decimal !== undefined && text.includes(decimal)) ||
    (thousands !== undefined && text.trim().split(signOf(thousands)).length > 1)
  )
}
