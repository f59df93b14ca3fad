import { canonicalTimeOf } from '../schema/canonical-time.ts'

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d:?\d\d)?)?$/
const monthFirst = /^([A-Z][a-z]{2})[a-z]* (\d{1,2}),? (\d{4})$/
const dayFirst = /^(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Below it a number counts seconds, which reach the year 5138; from it on milliseconds, which begin in March 1973. */
const firstMilliseconds = 1e11
const minuteMs = 60_000

/**
 * A point in time as ISO 8601 in UTC with milliseconds, or undefined when the value is none.
 * Strings: ISO 8601 dates and times (without an offset they are UTC), `Jun 20 1975`, `20 Jun 1975`.
 * Numbers: since 1970, in seconds below 1e11, else in milliseconds. Nothing is guessed from the machine's time zone.
 */
export function castTimestamp(value: unknown): string | undefined {
  if (typeof value === 'number')
    return toIso(Math.abs(value) < firstMilliseconds ? Math.round(value * 1000) : Math.trunc(value))
  if (typeof value !== 'string') return undefined
  const certain = canonicalTimeOf(value)
  if (certain !== undefined) return certain
  const text = value.trim()
  const parts = iso.exec(text)
  if (parts) return fromIso(parts)
  const named = monthFirst.exec(text)
  if (named) return fromDate(Number(named[3]), months.indexOf(named[1]!) + 1, Number(named[2]))
  const numbered = dayFirst.exec(text)
  return numbered ? fromDate(Number(numbered[3]), months.indexOf(numbered[2]!) + 1, Number(numbered[1])) : undefined
}

function fromIso(parts: RegExpExecArray): string | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const timeMs =
    (Number(hour) * 60 + Number(minute)) * minuteMs +
    Number(second) * 1000 +
    Number(fraction.padEnd(3, '0').slice(0, 3))
  const offsetMs = parseOffset(offset)
  return offsetMs === undefined ? undefined : fromDate(Number(year), Number(month), Number(day), timeMs - offsetMs)
}

function parseOffset(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(-2))
  if (hours > 23 || minutes > 59) return undefined
  return (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * minuteMs
}

function fromDate(year: number, month: number, day: number, timeMs = 0): string | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return toIso(date.getTime() + timeMs)
}

function toIso(ms: number): string | undefined {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  return year >= 0 && year <= 9999 ? date.toISOString() : undefined
}
