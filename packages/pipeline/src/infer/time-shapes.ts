import { monthNames, placeOfName, weekdayNames } from '../steps/time-names.ts'
import type { Scalar } from './columns.ts'

/** In characters. */
const longestTime = 40
/** Ways to write a time that one column may have. */
const mostShapes = 6
/** Different texts of a column that its ways are told by. */
const mostTexts = 3000

type Token =
  | { kind: 'digits'; wide: number; narrow: number; greatest: number }
  | { kind: 'month' | 'weekday' | 'half' | 'zulu' }
  | { kind: 'sign'; text: string }

/** Times written alike: what they are made of, and what their digits come to. */
export interface Shape {
  tokens: Token[]
  count: number
}

type Part = 'year' | 'month' | 'day' | 'first' | 'second' | 'hour' | 'minute' | 'second of time' | 'fraction' | 'all'
interface Place {
  token: number
  part: Part
}

/** Which of two numbers in a date is the day. */
export type Order = 'day first' | 'month first' | 'unclear' | 'both'

/** The ways in which texts are times, perhaps; undefined where there are too many, or what they are made of is in no time. */
export function shapesOf(values: Map<Scalar, number>, most: number): Shape[] | undefined {
  const shapes = new Map<string, Shape>()
  const every = Math.ceil(values.size / mostTexts)
  let strange = 0
  let index = 0
  for (const [value, times] of values) {
    if (index++ % every !== 0) continue
    const tokens = typeof value === 'string' ? tokensOf(value.trim()) : undefined
    const key = tokens?.map(keyOf).join('')
    const known = key === undefined ? undefined : shapes.get(key)
    if (known) widen(known, tokens!, times)
    else if (key !== undefined && shapes.size < mostShapes) shapes.set(key, { tokens: tokens!, count: times })
    else strange += times
    if (strange > most) return undefined
  }
  return [...shapes.values()].sort((a, b) => b.count - a.count)
}

function tokensOf(text: string): Token[] | undefined {
  if (text.length > longestTime || !/\d/.test(text)) return undefined
  const tokens: Token[] = []
  for (const [part] of text.matchAll(/\d+|[A-Za-z]+|[^A-Za-z\d]+/g)) {
    if (/\d/.test(part)) tokens.push({ kind: 'digits', wide: part.length, narrow: part.length, greatest: Number(part) })
    else if (!/[A-Za-z]/.test(part) || part === 'T') tokens.push({ kind: 'sign', text: part })
    else {
      const kind = kindOfWord(part)
      if (!kind) return undefined
      tokens.push({ kind })
    }
  }
  return tokens
}

function kindOfWord(word: string): 'month' | 'weekday' | 'half' | 'zulu' | undefined {
  if (placeOfName(monthNames, word) > 0) return 'month'
  if (placeOfName(weekdayNames, word) > 0) return 'weekday'
  if (/^[ap]m$/i.test(word)) return 'half'
  return word === 'Z' ? 'zulu' : undefined
}

/** One digit or two are written alike; else the number of digits tells. */
function keyOf(token: Token): string {
  if (token.kind === 'digits') return token.wide <= 2 ? '<2>' : `<${token.wide}>`
  return token.kind === 'sign' ? token.text : `<${token.kind}>`
}

function widen(shape: Shape, tokens: Token[], times: number): void {
  shape.count += times
  for (const [index, token] of shape.tokens.entries()) {
    const other = tokens[index]!
    if (token.kind !== 'digits' || other.kind !== 'digits') continue
    token.wide = Math.max(token.wide, other.wide)
    token.narrow = Math.min(token.narrow, other.narrow)
    token.greatest = Math.max(token.greatest, other.greatest)
  }
}

/** Which of the two numbers before a year is the day, by those that no month has. */
export function orderOf(shapes: Shape[]): Order | undefined {
  let order: Order | undefined
  for (const shape of shapes) {
    const places = placesOf(shape)
    const first = places?.find(({ part }) => part === 'first')
    const second = places?.find(({ part }) => part === 'second')
    if (!first || !second) continue
    const isDay = ({ token }: Place) => (shape.tokens[token] as { greatest: number }).greatest > 12
    const found = isDay(first) ? 'day first' : isDay(second) ? 'month first' : 'unclear'
    if (order === undefined || order === 'unclear') order = found
    else if (found !== 'unclear' && found !== order) order = 'both'
    if (isDay(first) && isDay(second)) order = 'both'
  }
  return order
}

/** The format of a shape as strftime has it; undefined where it is no time that formats can say. */
export function formatOf(shape: Shape, order: Order | undefined): string | undefined {
  const places = placesOf(shape)
  if (!places) return undefined
  const hasHalf = shape.tokens.some(({ kind }) => kind === 'half')
  const directives = new Map(places.map(({ token, part }) => [token, part]))
  let format = ''
  for (const [index, token] of shape.tokens.entries()) {
    if (token.kind === 'sign') format += token.text.replaceAll('%', '%%')
    else if (token.kind !== 'digits') format += { month: '%b', weekday: '%a', half: '%p', zulu: '%z' }[token.kind]
    else format += directiveOf(directives.get(index)!, token, { hasHalf, isDayFirst: order === 'day first' })
  }
  return format
}

function directiveOf(
  part: Part,
  { wide, narrow }: { wide: number; narrow: number },
  { hasHalf, isDayFirst }: { hasHalf: boolean; isDayFirst: boolean },
): string {
  const padded = (letter: string) => (narrow === 1 ? `%-${letter}` : `%${letter}`)
  switch (part) {
    case 'all':
      return '%Y%m%d'
    case 'year':
      return wide === 4 ? '%Y' : '%y'
    case 'day':
      return padded('d')
    case 'month':
      return padded('m')
    case 'first':
      return padded(isDayFirst ? 'd' : 'm')
    case 'second':
      return padded(isDayFirst ? 'm' : 'd')
    case 'hour':
      return padded(hasHalf ? 'I' : 'H')
    case 'minute':
      return '%M'
    case 'second of time':
      return '%S'
    case 'fraction':
      return '%f'
  }
}

/** What each number of a shape is: those of the clock by the colons between them, those of the date by how long they are. */
function placesOf({ tokens }: Shape): Place[] | undefined {
  const clock = clockOf(tokens)
  const numbers = [...tokens.keys()].filter(
    (token) => tokens[token]!.kind === 'digits' && !clock.some((place) => place.token === token),
  )
  const date = dateOf(tokens, numbers)
  const hasHalf = tokens.some(({ kind }) => kind === 'half')
  return date && (!hasHalf || clock.length > 0) ? [...date, ...clock] : undefined
}

function clockOf(tokens: Token[]): Place[] {
  const colon = tokens.findIndex((token) => token.kind === 'sign' && token.text === ':')
  if (colon < 1) return []
  const places: Place[] = [
    { token: colon - 1, part: 'hour' },
    { token: colon + 1, part: 'minute' },
  ]
  const isSign = (at: number, texts: string[]) => {
    const token = tokens[at]
    return token?.kind === 'sign' && texts.includes(token.text) && tokens[at + 1]?.kind === 'digits'
  }
  if (!isSign(colon + 2, [':'])) return places
  places.push({ token: colon + 3, part: 'second of time' })
  if (isSign(colon + 4, ['.', ','])) places.push({ token: colon + 5, part: 'fraction' })
  return places
}

function dateOf(tokens: Token[], numbers: number[]): Place[] | undefined {
  const digits = numbers.map((token) => tokens[token] as Extract<Token, { kind: 'digits' }>)
  const sizes = digits.map(({ wide }) => (wide <= 2 ? 2 : wide)).join()
  const known = tokens.some(({ kind }) => kind === 'month') ? namedDatesByDigits : datesByDigits
  const parts = Object.hasOwn(known, sizes) ? known[sizes]! : undefined
  if (parts?.some((part, index) => part === 'year' && digits[index]!.narrow === 1)) return undefined
  return parts && numbers.map((token, index) => ({ token, part: parts[index]! }))
}

/** By how many digits each number has; of two, the year alone may not have one. */
const datesByDigits: Record<string, Part[]> = {
  '2,2,4': ['first', 'second', 'year'],
  '2,2,2': ['first', 'second', 'year'],
  '4,2,2': ['year', 'month', 'day'],
  '8': ['all'],
}
const namedDatesByDigits: Record<string, Part[]> = {
  '2,4': ['day', 'year'],
  '2,2': ['day', 'year'],
  '4,2': ['year', 'day'],
}
