import { isoTime, withFraction } from '../record/iso-time.ts'
import { canonicalTimeOf } from '../schema/canonical-time.ts'
import { monthNames, weekdayNames } from './time-names.ts'

const offset = String.raw`(Z|z|UT|UTC|GMT|[+-]\d\d(?::?\d\d)?)`
const clock = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?`
const iso = new RegExp(
  String.raw`^(?=\d{4}(?:-\d\d-|/\d\d/))(\d{4})[-/](\d\d)[-/](\d\d)(?:[Tt ](?:${clock}|(\d\d)(?=[Zz+-]))(?: ?${offset})?)?$`,
)
/** ISO 8601 in its basic form. */
const basic = new RegExp(String.raw`^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?${offset}?$`)
/** As C and git print it. */
const weekdayFirst = new RegExp(String.raw`^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) ${clock} (\d{4})$`)
const monthFirst = /^([A-Z][a-z]+) (\d{1,2}),? (\d{4})$/
/** Also as mail and HTTP print it (RFC 2822, RFC 1123). */
const dayFirst = new RegExp(
  String.raw`^(?:([A-Z][a-z]{2}), )?(\d{1,2})[ /-]([A-Z][a-z]+)[ /-](\d{4})(?:[ :]${clock}(?: ?${offset})?)?$`,
)
const plainNumber = /^(-?)(\d+)(?:\.(\d{1,9}))?$/
const epoch = /^(\d{9,19})(?:\.(\d{1,9}))?$/
/** Between 1990 and 2100 the digits of an epoch tell its unit. */
const firstEpoch = Date.UTC(1990) / 1000
const lastEpoch = Date.UTC(2100) / 1000
/** Below it a number counts seconds, which reach the year 5138; from it on milliseconds, which begin in March 1973. */
const firstMilliseconds = 1e11
const minuteMs = 60_000

/**
 * A point in time as ISO 8601 in UTC with milliseconds, or with as many digits as it has more; undefined when the value is none.
 * Strings: ISO 8601 dates and times as databases print them, too (without an offset they are UTC), `Jun 20 1975`,
 * `20 Jun 1975`, RFC 2822, and since 1970, in seconds, milli-, micro- or nanoseconds, between 1990 and 2100.
 * Numbers: since 1970, in seconds below 1e11, else in milliseconds, and in microseconds between 1990 and 2100; not those that
 * are a day, as 20260301.
 * Nothing is guessed from the machine's time zone.
 */
export function castTimestamp(value: unknown): string | undefined {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return undefined
  const certain = canonicalTimeOf(value)
  if (certain !== undefined) return certain
  const text = value.trim()
  const parts = iso.exec(text)
  if (parts) {
    const [hour, minute, second, fraction, onlyHour, zone] = parts.slice(4)
    return fromParts(Number(parts[1]), Number(parts[2]), Number(parts[3]), [
      hour ?? onlyHour,
      minute,
      second,
      fraction,
      zone,
    ])
  }
  const dense = basic.exec(text)
  if (dense) return fromParts(Number(dense[1]), Number(dense[2]), Number(dense[3]), dense.slice(4))
  const spelt = weekdayFirst.exec(text)
  if (spelt) {
    const [year, month, day] = [Number(spelt[8]), monthOf(spelt[2]!), Number(spelt[3])]
    return isOn(spelt[1], year, month, day) ? fromParts(year, month, day, spelt.slice(4, 8)) : undefined
  }
  const named = monthFirst.exec(text)
  if (named) return fromDate(Number(named[3]), monthOf(named[1]!), Number(named[2]))
  const numbered = dayFirst.exec(text)
  if (numbered) {
    const [year, month, day] = [Number(numbered[4]), monthOf(numbered[3]!), Number(numbered[2])]
    return isOn(numbered[1], year, month, day) ? fromParts(year, month, day, numbered.slice(5)) : undefined
  }
  const counted = epoch.exec(text)
  return counted ? fromEpoch(counted[1]!, counted[2]) : undefined
}

function fromNumber(value: number): string | undefined {
  const [text, sign, whole = '', fraction = ''] = plainNumber.exec(String(value)) ?? []
  if (text === undefined || isDayInDigits(text)) return undefined
  const inSeconds = Number(whole) < firstMilliseconds
  const rest = inSeconds ? fraction : whole.slice(-3) + fraction
  // Behind the milliseconds of a time before 1970 the digits would count backwards.
  if (sign && rest.length > 3) return undefined
  const ms = inSeconds ? Number(whole) * 1000 + millisecondsOf(fraction) : Number(whole)
  const time = isoTime(sign ? -ms : ms)
  if (time !== undefined) return withFraction(time, rest)
  return fraction === '' ? fromEpoch(text, undefined) : undefined
}

/** Whether it is a day as 20260301, which somebody would take for seconds. */
function isDayInDigits(text: string): boolean {
  const day = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text)
  return day !== null && fromDate(Number(day[1]), Number(day[2]), Number(day[3])) !== undefined
}

/** 0 when no month is called so. */
function monthOf(name: string): number {
  return monthNames.findIndex((month) => name === month || name === month.slice(0, 3)) + 1
}

/** Whether a weekday, where one is said, is that of the date. */
function isOn(weekday: string | undefined, year: number, month: number, day: number): boolean {
  if (weekday === undefined) return true
  return weekdayNames[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7]!.slice(0, 3) === weekday
}

function fromEpoch(digits: string, fraction: string | undefined): string | undefined {
  for (const unit of fraction === undefined ? [0, 3, 6, 9] : [0]) {
    const seconds = Number(digits.slice(0, digits.length - unit))
    if (seconds < firstEpoch || seconds >= lastEpoch) continue
    const rest = fraction ?? digits.slice(digits.length - unit)
    return withFraction(isoTime(seconds * 1000 + millisecondsOf(rest)), rest)
  }
  return undefined
}

/** @param time hour, minute, second, its fraction and the offset, as far as they are said */
function fromParts(year: number, month: number, day: number, time: (string | undefined)[]): string | undefined {
  const [hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = time
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const timeMs = (Number(hour) * 60 + Number(minute)) * minuteMs + Number(second) * 1000 + millisecondsOf(fraction)
  const offsetMs = parseOffset(zone)
  return offsetMs === undefined ? undefined : withFraction(fromDate(year, month, day, timeMs - offsetMs), fraction)
}

export function millisecondsOf(fraction: string): number {
  return Number(fraction.padEnd(3, '0').slice(0, 3))
}

function parseOffset(zone: string): number | undefined {
  if (zone[0] !== '-' && zone[0] !== '+') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * minuteMs
}

function fromDate(year: number, month: number, day: number, timeMs = 0): string | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return isoTime(date.getTime() + timeMs)
}
