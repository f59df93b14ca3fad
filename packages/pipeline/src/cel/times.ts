const second = 1_000_000_000n
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/
const unitNanos: Record<string, bigint> = {
  h: 3600n * second,
  m: 60n * second,
  s: second,
  ms: 1_000_000n,
  us: 1000n,
  µs: 1000n,
  ns: 1n,
}
const durationPart = /^(?:(\d+)(?:\.(\d*))?|\.(\d+))(h|ms|m|s|us|µs|ns)/

/** Since 1970, of a time as RFC 3339 has it; undefined when it is none. */
export function timestampNanos(text: string): bigint | undefined {
  const [, day = '', clock = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? []
  if (day === '' || clock > '23:59:59' || !/^(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i.test(zone)) return undefined
  const local = Date.parse(`${day}T${clock}Z`)
  // JavaScript takes February 30 for March 2.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== `${day}T${clock}`) return undefined
  return BigInt(local - offsetMs(zone)!) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** As Go reads them: `1h30m`, `-1.5s`; undefined when it is none. */
export function durationNanos(text: string): bigint | undefined {
  const isNegative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0n
  let nanos = 0n
  do {
    const part = durationPart.exec(rest)
    if (!part || text.length > 100) return undefined
    const [all, whole = '0', fraction = part[3] ?? '', , unit = ''] = part
    nanos +=
      BigInt(whole) * unitNanos[unit]! + (BigInt(fraction || '0') * unitNanos[unit]!) / 10n ** BigInt(fraction.length)
    rest = rest.slice(all.length)
  } while (rest !== '')
  return isNegative ? -nanos : nanos
}

/** ISO 8601 in UTC. @param leastDigits of the fraction; more where the time has more */
export function printTimestamp(nanos: bigint, leastDigits: 0 | 3): string {
  const rest = ((nanos % second) + second) % second
  const iso = new Date(Number((nanos - rest) / 1_000_000n)).toISOString().slice(0, 19)
  return `${iso}${fractionOf(rest, leastDigits)}Z`
}

export function printDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos
  return `${nanos < 0n ? '-' : ''}${size / second}${fractionOf(size % second, 0)}s`
}

function fractionOf(nanos: bigint, leastDigits: number): string {
  const digits = String(nanos).padStart(9, '0').replace(/0+$/, '').padEnd(leastDigits, '0')
  return digits === '' ? '' : `.${digits}`
}

const formats = new Map<string, Intl.DateTimeFormat>()
const mostFormats = 100

/**
 * A moment as clocks in a zone show it: a Date whose UTC fields they are. Throws Error for a zone that nobody knows.
 * @param zone a name as `Europe/Berlin`, or an offset as `+02:00`
 */
export function clockIn(nanos: bigint, zone: string): Date {
  const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n
  const ms = Number((nanos - rest) / 1_000_000n)
  const offset = offsetMs(zone)
  if (offset !== undefined) return new Date(ms + offset)
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
  const [year = 0, month = 1, day, hour, minute, seconds] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (type) => Number(parts.get(type as Intl.DateTimeFormatPartTypes)),
  )
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, seconds, ((ms % 1000) + 1000) % 1000))
  date.setUTCFullYear(parts.get('era') === 'BC' ? 1 - year : year, month - 1, day)
  return date
}

function offsetMs(zone: string): number | undefined {
  if (/^(?:UTC|z)?$/i.test(zone)) return 0
  const [, sign, hours = '0', minutes = '0'] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? []
  return sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  if (formats.size >= mostFormats) formats.clear()
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const options = {
    ...numeric,
    timeZone: zone,
    calendar: 'gregory',
    era: 'short',
    second: 'numeric',
    hourCycle: 'h23',
  } as const
  let made: Intl.DateTimeFormat
  try {
    made = new Intl.DateTimeFormat('en-US', options)
  } catch {
    throw new Error(`There is no time zone ${JSON.stringify(zone.slice(0, 80))}`)
  }
  formats.set(zone, made)
  return made
}
