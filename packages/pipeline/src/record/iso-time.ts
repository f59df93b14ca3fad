/** ISO 8601 in UTC with milliseconds; undefined outside of the years 0 to 9999. */
export function isoTime(ms: number): string | undefined {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  return year >= 0 && year <= 9999 ? date.toISOString() : undefined
}

/**
 * With the digits behind the milliseconds, so that two instants stay two.
 * @param fraction digits of a second, the milliseconds among them
 */
export function withFraction(time: string | undefined, fraction: string): string | undefined {
  const more = fraction.slice(3).replace(/0+$/, '')
  return time && more ? `${time.slice(0, -1)}${more}Z` : time
}

/** The same of whole seconds since 1970 and the nanoseconds behind them, below 10^9. */
export function isoInstant(seconds: number, nanoseconds: number): string | undefined {
  const time = isoTime(seconds * 1000 + Math.trunc(nanoseconds / 1e6))
  return nanoseconds % 1e6 === 0 ? time : withFraction(time, String(nanoseconds).padStart(9, '0'))
}
