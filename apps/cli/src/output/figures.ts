const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** 1536 → `1.5 KiB` */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** 1234567 → `1,234,567` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Milliseconds as people say them: `340 ms`, `12.3 s`, `4 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A time to the second, in UTC, as filters take it: `2026-01-02T03:04:05Z`. */
export function formatTime(time: string | null): string {
  return time === null ? '-' : time.replace(/\.\d+Z$/, 'Z')
}

/** `1 record`, `1,234 records` */
export function countOf(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`
}
