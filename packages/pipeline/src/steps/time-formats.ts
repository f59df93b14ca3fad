import type { TimeFormats } from '@syndicate/contracts'
import { RecipeError } from '../recipe-error.ts'
import { isoTime, withFraction } from '../record/iso-time.ts'
import { millisecondsOf } from './cast-timestamp.ts'
import { monthNames, placeOfName, weekdayNames } from './time-names.ts'
import { compileTimePattern, partsOf, type TimeParts } from './time-pattern.ts'

/** Below it, a year of two digits is one of this century, as POSIX has it. */
const firstOfLastCentury = 69

/** A time that the zone's clocks skip, or have twice. */
class OddHour {
  readonly what: string

  constructor(what: string) {
    this.what = what
  }
}

export interface TimeReader {
  /** A time as `castTimestamp` gives it; undefined when the value is none. */
  cast(value: unknown): string | undefined
  /** What to do about a value that is none; '' when there is nothing to say. */
  whyNot(value: unknown): string
}

/**
 * Reads texts in formats of one's own, in their order: the first that fits counts, and nothing else is read.
 * @param path where the formats stand in the recipe, for errors
 * Throws RecipeError for a format or a zone that is none.
 */
export function readTimes({ formats, zone = 'UTC' }: TimeFormats, path: string): TimeReader {
  checkZone(zone, `${path}.zone`)
  const patterns = formats.map((format, index) => {
    try {
      return compileTimePattern(format)
    } catch (error) {
      throw new RecipeError(`${path}.formats[${index}]`, (error as Error).message)
    }
  })
  function read(value: unknown): string | OddHour | undefined {
    if (typeof value !== 'string') return undefined
    const text = value.trim()
    for (const pattern of patterns) {
      const parts = partsOf(pattern, text)
      const time = parts && timeOf(parts, zone)
      if (time !== undefined) return time
    }
    return undefined
  }

  return {
    cast(value) {
      const time = read(value)
      return time instanceof OddHour ? undefined : time
    },
    whyNot(value) {
      const time = read(value)
      return time instanceof OddHour ? `, ${time.what}` : ''
    },
  }
}

function checkZone(zone: string, path: string): void {
  try {
    new Temporal.PlainDate(2000, 1, 1).toZonedDateTime(zone)
  } catch {
    throw new RecipeError(path, `There is no time zone ${zone}; they are called as Europe/Berlin is`)
  }
}

/** Undefined when the calendar or the clock has no such time. */
function timeOf(parts: TimeParts, zone: string): string | OddHour | undefined {
  const { fraction = '', offset } = parts
  const plain = plainOf(parts)
  if (!plain || (parts.weekday && placeOfName(weekdayNames, parts.weekday) !== plain.dayOfWeek)) return undefined
  const ms = millisecondsOf(fraction)
  if (offset !== undefined) return withFraction(isoTime(withOffset(plain, offset) + ms), fraction)
  const early = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const late = plain.toZonedDateTime(zone, { disambiguation: 'later' })
  if (early.epochMilliseconds === late.epochMilliseconds)
    return withFraction(isoTime(early.epochMilliseconds + ms), fraction)
  return new OddHour(
    early.toPlainDateTime().equals(plain)
      ? `which ${zone} has twice; send the offset`
      : `which the clocks of ${zone} skip`,
  )
}

function plainOf(parts: TimeParts): Temporal.PlainDateTime | undefined {
  const { year, shortYear, month, monthName, day, minute = 0, second = 0 } = parts
  const hour = hourOf(parts)
  if (hour === undefined) return undefined
  try {
    return Temporal.PlainDateTime.from(
      {
        year: year === undefined ? fullYear(Number(shortYear)) : Number(year),
        month: monthName === undefined ? Number(month) : placeOfName(monthNames, monthName),
        day: Number(day),
        hour,
        minute: Number(minute),
        second: Number(second),
      },
      { overflow: 'reject' },
    )
  } catch {
    return undefined
  }
}

function hourOf({ hour = '0', hour12, half }: TimeParts): number | undefined {
  if (hour12 === undefined) return Number(hour)
  const shown = Number(hour12)
  if (shown < 1 || shown > 12) return undefined
  return (shown % 12) + (half!.toLowerCase() === 'pm' ? 12 : 0)
}

function fullYear(year: number): number {
  return year < firstOfLastCentury ? 2000 + year : 1900 + year
}

/** Milliseconds since 1970; NaN, which is no time, for an offset that is none. */
function withOffset(plain: Temporal.PlainDateTime, offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? ['', '+', '0', '0']
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return plain.toZonedDateTime('UTC').epochMilliseconds - (sign === '-' ? -ms : ms)
}
