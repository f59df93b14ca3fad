import Type from 'typebox'

const units = { s: 1000, min: 60_000, h: 3_600_000, day: 86_400_000, days: 86_400_000 } as const

const unit = ' ?(s|min|h|days?)'

/** A length of time as people write it: `30 s`, `10 min`, `12 h`, `7 days`. */
export function duration(standard: string) {
  return Type.String({
    pattern: `^[1-9][0-9]{0,4}${unit}$`,
    default: standard,
    description: 'a time such as 30 s, 10 min, 12 h or 7 days',
  })
}

/** The same, or no time at all, or `forever`. */
export function durationOrForever(standard: string) {
  return Type.String({
    pattern: `^(forever|(0|[1-9][0-9]{0,4})${unit})$`,
    default: standard,
    description: 'a time such as 12 h or 7 days, or forever',
  })
}

/** The same, for what may not go any sooner. */
export function atLeastThirtyDays(standard: string) {
  return Type.String({
    pattern: '^(forever|([3-9][0-9]|[1-9][0-9]{2,4}) ?days)$',
    default: standard,
    description: '30 days or more, or forever',
  })
}

/** @returns milliseconds. The value has passed `duration`. */
export function msOf(text: string): number {
  const [, count, unit] = /^(\d+) ?(\w+)$/.exec(text)!
  return Number(count) * units[unit as keyof typeof units]
}

/** @returns milliseconds, or null for `forever`. The value has passed `durationOrForever`. */
export function msOrForever(text: string): number | null {
  return text === 'forever' ? null : msOf(text)
}
