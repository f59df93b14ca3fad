/** A length of time: 12 ms, 3.4 s, 2 min 5 s, 1 h 4 min, 3 d 2 h. @param ms milliseconds */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const [large, small, unit, part] =
    ms < 3_600_000
      ? ([60_000, 1000, 'min', 's'] as const)
      : ms < 86_400_000
        ? ([3_600_000, 60_000, 'h', 'min'] as const)
        : ([86_400_000, 3_600_000, 'd', 'h'] as const)
  const rest = Math.floor((ms % large) / small)
  return `${Math.floor(ms / large)} ${unit}${rest > 0 ? ` ${rest} ${part}` : ''}`
}

/** How long ago or until: "just now", "5 min ago", "in 3 h". @param now milliseconds since 1970, like `at` */
export function formatRelative(at: number, now: number): string {
  const ms = Math.abs(now - at)
  if (ms < 10_000) return 'just now'
  const [unitMs, unit] =
    ms < 60_000
      ? [1000, 's']
      : ms < 3_600_000
        ? [60_000, 'min']
        : ms < 86_400_000
          ? [3_600_000, 'h']
          : [86_400_000, 'd']
  const amount = `${Math.floor(ms / (unitMs as number))} ${unit}`
  return at <= now ? `${amount} ago` : `in ${amount}`
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })
const full = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'shortOffset',
})
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

/** The reader's, such as Europe/Berlin. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** UTC+1: how far the reader's clock is from UTC at that moment. */
export function offsetAt(moment: Date): string {
  return asUtc(full.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '')
}

/** 2 Jan 2026, 03:04:05 UTC+5:30: in the reader's time zone, and how far that is from UTC. */
export function formatMoment(at: string): string {
  return asUtc(full.format(new Date(at)))
}

/** 2026-01-02 03:04:05 UTC. */
export function formatUtc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A moment for who points at it: in the reader's time, and in UTC below. */
export function momentInFull(at: string): string {
  return `${formatMoment(at)}\n${formatUtc(at)}`
}

function asUtc(text: string): string {
  return text.replace('GMT', 'UTC')
}

/** 2 Jan 2026 in the reader's time zone. */
export function formatDay(at: string): string {
  return day.format(new Date(at))
}

/** 03:04:05.678. */
export function formatClock(at: string): string {
  return clock.format(new Date(at))
}
