import { monthNames, weekdayNames } from './time-names.ts'

/** What a directive of a format stands for in a text. */
type Part = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'weekday' | 'hour' | 'hour12' | 'half'
type Directive = [part: Part | 'minute' | 'second' | 'fraction' | 'offset', pattern: string]

/** A format as C and Python know them, ready to be held against texts. */
export interface TimePattern {
  pattern: RegExp
  /** What each group of it is. */
  parts: Directive[0][]
}

/** The parts of a text by what they are. */
export type TimeParts = Partial<Record<Directive[0], string>>

const named = (names: string[]) => `${names.join('|')}|${names.map((name) => name.slice(0, 3)).join('|')}`

const directives: Record<string, Directive> = {
  Y: ['year', '\\d{4}'],
  y: ['shortYear', '\\d\\d'],
  m: ['month', '\\d\\d'],
  d: ['day', '\\d\\d'],
  e: ['day', '[ \\d]?\\d'],
  b: ['monthName', named(monthNames)],
  B: ['monthName', named(monthNames)],
  a: ['weekday', named(weekdayNames)],
  A: ['weekday', named(weekdayNames)],
  H: ['hour', '\\d\\d'],
  I: ['hour12', '\\d\\d'],
  p: ['half', '[ap]m'],
  M: ['minute', '\\d\\d'],
  S: ['second', '\\d\\d'],
  f: ['fraction', '\\d{1,9}'],
  z: ['offset', 'Z|[+-]\\d\\d:?\\d\\d'],
}
/** Directives that stand for several. */
const short: Record<string, string> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M' }
const sign = /%(-?)(.)|%$/gs
/** A part may be said in two ways. */
const ways: Directive[0][][] = [['year', 'shortYear'], ['month', 'monthName'], ['day']]

/** Throws an Error that says what is wrong with a format: one that names no day, or knows a directive that is none here. */
export function compileTimePattern(format: string): TimePattern {
  const full = format.replace(/%([FTR])/g, (_all, name: string) => short[name]!)
  const parts: Directive[0][] = []
  let pattern = ''
  let end = 0
  for (const found of full.matchAll(sign)) {
    pattern += RegExp.escape(full.slice(end, found.index))
    end = found.index + found[0].length
    const [all, unpadded, name] = found
    if (name === '%' && !unpadded) pattern += '%'
    else pattern += `(${directiveOf(all, name ?? '', unpadded === '-', parts)})`
  }
  pattern += RegExp.escape(full.slice(end))
  const missing = ways.find((all) => !all.some((part) => parts.includes(part)))
  if (missing) throw new Error(`It says no ${missing[0]}`)
  if (parts.includes('hour12') !== parts.includes('half')) throw new Error('%I and %p belong together')
  return { pattern: new RegExp(`^${pattern}$`, 'i'), parts }
}

/** The pattern of a directive, which is noted among the parts. */
function directiveOf(all: string, name: string, isUnpadded: boolean, parts: Directive[0][]): string {
  const directive = Object.hasOwn(directives, name) ? directives[name] : undefined
  if (!directive || (isUnpadded && !'mdHI'.includes(name)))
    throw new Error(`It has ${all}; known are %${Object.keys(directives).join(' %')} %F %T %R %% and %-d %-m %-H %-I`)
  const [part, pattern] = directive
  if (parts.includes(part)) throw new Error(`It says the ${part} twice`)
  parts.push(part)
  return isUnpadded ? '\\d{1,2}' : pattern
}

/** What a text says in the format; undefined where it is not in it. */
export function partsOf({ pattern, parts }: TimePattern, text: string): TimeParts | undefined {
  const found = pattern.exec(text)
  return found ? Object.fromEntries(parts.map((part, index) => [part, found[index + 1]])) : undefined
}
