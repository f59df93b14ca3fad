import { InvalidArgumentError } from '@commander-js/extra-typings'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * A point in time as ISO 8601, from ISO 8601 or from how long ago: `30m`, `2h`, `7d`.
 * @throws InvalidArgumentError
 */
export function pointInTime(text: string, now = Date.now()): string {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const ms = amount === undefined ? Date.parse(text) : now - Number(amount) * unitMs[unit as keyof typeof unitMs]
  if (Number.isNaN(ms) || (amount === undefined && !/^\d{4}-\d\d-\d\d/.test(text))) {
    throw new InvalidArgumentError('Write it as 2026-01-02, 2026-01-02T03:04:05Z, or as how long ago: 30m, 2h, 7d.')
  }
  return new Date(ms).toISOString()
}
