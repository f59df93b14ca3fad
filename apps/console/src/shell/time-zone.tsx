import { formatUtc, offsetAt, timeZone } from '../format/format-time.ts'

/** Which times the pages tell. The offset is that of now; a time of another season says its own. */
export function zoneInWords(): string {
  const offset = offsetAt(new Date())
  return timeZone === 'UTC' ? 'Times in UTC' : `Times in ${timeZone} (${offset})`
}

export function TimeZone() {
  return (
    <p class="time-zone" title={`Now it is ${formatUtc(new Date().toISOString())}`}>
      {zoneInWords()}
    </p>
  )
}
