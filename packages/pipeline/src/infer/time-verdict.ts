import type { CastTarget } from '@syndicate/contracts'
import { castTimestamp } from '../steps/cast-timestamp.ts'
import { monthNames, placeOfName, weekdayNames } from '../steps/time-names.ts'
import { compileTimePattern } from '../steps/time-pattern.ts'
import { countOf, type Scalar } from './columns.ts'
import { namesTime } from './names.ts'
import { formatOf, orderOf, shapesOf } from './time-shapes.ts'
import { misfitsOf, mostMisfits, type Asked, type Verdict } from './verdict.ts'

const digits = /^\s*\d+(\.\d+)?\s*$/
/** A day as 20260131, which alone tells nothing from a number. */
const denseDay = /^(?:19|20)\d{6}$/
/** So many different ones are no accident: of numbers like them, one in thirty is a day. */
const leastDenseDays = 3
const zeroDate = /^\s*0000-00-00(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?\s*$/
const clock = /^\s*\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap]m)?\s*$/i
/** Of a century that shows two digits of the year, as POSIX has it. */
const firstOfLastCentury = 69

/** Times that a cast takes as they are, and such as would else be numbers; undefined when they are none. */
export function plainTimeVerdict(asked: Asked): Verdict | undefined {
  const isDense = misfitsOf(asked, (value) => typeof value === 'string' && denseDay.test(value)) !== undefined
  return epochVerdict(asked) ?? usualVerdict(asked) ?? (isDense ? formatVerdict(asked) : undefined)
}

/** Times in formats of their own, and text that looks like a time, with why it stays text; undefined when they are neither. */
export function otherTimeVerdict(asked: Asked): Verdict | undefined {
  return formatVerdict(asked) ?? clockVerdict(asked)
}

/** Dates of which many are 0000-00-00, as databases write where there is none; undefined when they are something else. */
export function zeroDatesVerdict(asked: Asked): Verdict | undefined {
  const values = new Map([...asked.values].filter(([value]) => !zeroDate.test(String(value))))
  const rest = { ...asked, values, count: countOf(values) }
  if (rest.count === 0 || rest.count === asked.count) return undefined
  const dates = plainTimeVerdict(rest) ?? otherTimeVerdict(rest)
  if (dates?.type !== 'timestamp') return undefined
  return { type: 'string', what: `${dates.what}, or 0000-00-00, which is none: they stay text`, misfits: new Map() }
}

/** Seconds or milliseconds since 1970, where the name says that it is a time. */
function epochVerdict(asked: Asked): Verdict | undefined {
  if (!namesTime(asked.name)) return undefined
  const bounds = createBounds()
  const misfits = misfitsOf(asked, (value) => {
    const text = String(value)
    if (!/^\d{10}(?:\d{3}){0,3}(?:\.\d{1,9})?$/.test(text)) return false
    return bounds.note(castTimestamp(value))
  })
  return (
    misfits && {
      ...bounds.found(),
      type: 'timestamp',
      what: `times in digits since 1970, as ${first(asked, misfits)}`,
      cast: 'timestamp',
      misfits,
    }
  )
}

/** As `cast: timestamp` takes them. */
function usualVerdict(asked: Asked): Verdict | undefined {
  const bounds = createBounds()
  const misfits = misfitsOf(
    asked,
    (value) => typeof value === 'string' && !digits.test(value) && bounds.note(castTimestamp(value)),
  )
  return misfits && { ...bounds.found(), ...timesAs(asked, misfits), cast: 'timestamp', misfits }
}

/** As formats say. */
function formatVerdict(asked: Asked): Verdict | undefined {
  const shapes = shapesOf(asked.values, mostMisfits(asked.count))
  if (!shapes || shapes.length === 0) return undefined
  const order = orderOf(shapes)
  const formats = shapes.map((shape) => formatOf(shape, order)).filter((format) => format !== undefined)
  if (formats.length === 0) return undefined
  if (formats.includes('%Y%m%d') && !areDenseDays(asked)) return undefined
  const checks = formats.flatMap((format) => checkOf(format) ?? [])
  const bounds = createBounds()
  const misfits = misfitsOf(
    asked,
    (value) => typeof value === 'string' && checks.some((check) => bounds.note(check(value.trim()))),
  )
  if (order === 'unclear' || order === 'both') {
    // What is no date in either order is text like any other.
    if (order === 'unclear' && !misfits) return undefined
    const why =
      order === 'both'
        ? 'some with the day first and some with the month'
        : 'in which day and month cannot be told apart'
    return { type: 'string', what: `dates as ${first(asked)}, ${why}: they stay text`, misfits: new Map() }
  }
  if (!misfits) return undefined
  const cast: CastTarget = { to: 'timestamp', formats }
  const what = timesAs(asked, misfits)
  const note = order && `the ${order === 'day first' ? 'day' : 'month'} comes first, for the other goes beyond 12`
  return { ...bounds.found(), ...what, cast, misfits, ...(note && { note }) }
}

/** Times of day, which no type holds. */
function clockVerdict(asked: Asked): Verdict | undefined {
  if (!misfitsOf(asked, (value) => typeof value === 'string' && clock.test(value))) return undefined
  return { type: 'string', what: `times of day as ${first(asked)}, which stay text`, misfits: new Map() }
}

function areDenseDays({ name, values }: Asked): boolean {
  const days = [...values.keys()].filter((value) => typeof value === 'string' && denseDay.test(value))
  return days.length >= leastDenseDays || namesTime(name)
}

function timesAs(asked: Asked, misfits: Map<Scalar, number>): { type: 'timestamp'; what: string } {
  const example = first(asked, misfits)
  return { type: 'timestamp', what: `${example.includes(':') ? 'times' : 'dates'} as ${example}` }
}

function first({ values }: Asked, misfits?: Map<Scalar, number>): string {
  for (const value of values.keys()) if (!misfits?.has(value)) return String(value).trim().slice(0, 40)
  return ''
}

/** The earliest and the latest of some times. */
function createBounds() {
  let minimum: string | undefined
  let maximum: string | undefined
  return {
    note(time: string | undefined): boolean {
      if (time === undefined) return false
      if (minimum === undefined || time < minimum) minimum = time
      if (maximum === undefined || time > maximum) maximum = time
      return true
    },
    found: () => ({ ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) }),
  }
}

/** What reads a text in a format, and asks the calendar, much as a cast would; undefined for a format that is none. */
function checkOf(format: string): ((text: string) => string | undefined) | undefined {
  let compiled: ReturnType<typeof compileTimePattern>
  try {
    compiled = compileTimePattern(format)
  } catch {
    return undefined
  }
  const { pattern, parts } = compiled
  const at = (part: (typeof parts)[number]) => parts.indexOf(part) + 1
  const places = {
    year: at('year'),
    shortYear: at('shortYear'),
    month: at('month'),
    monthName: at('monthName'),
    day: at('day'),
    weekday: at('weekday'),
    hour: at('hour'),
    hour12: at('hour12'),
    half: at('half'),
    minute: at('minute'),
    second: at('second'),
  }
  return (text) => {
    const found = pattern.exec(text)
    if (!found) return undefined
    const number = (place: number) => (place === 0 ? 0 : Number(found[place]))
    const year = places.year > 0 ? number(places.year) : fullYear(number(places.shortYear))
    const month = places.month > 0 ? number(places.month) : placeOfName(monthNames, found[places.monthName]!)
    const hour12 = number(places.hour12)
    if (places.hour12 > 0 && (hour12 < 1 || hour12 > 12)) return undefined
    const isLater = places.half > 0 && found[places.half]!.toLowerCase() === 'pm'
    const hour = places.hour12 > 0 ? (hour12 % 12) + (isLater ? 12 : 0) : number(places.hour)
    const [day, minute, second] = [number(places.day), number(places.minute), number(places.second)]
    if (hour > 23 || minute > 59 || second > 59) return undefined
    const date = new Date(0)
    date.setUTCFullYear(year, month - 1, day)
    date.setUTCHours(hour, minute, second)
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
    const weekday = places.weekday > 0 ? placeOfName(weekdayNames, found[places.weekday]!) % 7 : date.getUTCDay()
    return weekday === date.getUTCDay() ? date.toISOString() : undefined
  }
}

function fullYear(year: number): number {
  return year < firstOfLastCentury ? 2000 + year : 1900 + year
}
