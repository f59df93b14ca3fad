/** An id holds 48 bits of time. */
const mostMs = 2 ** 48 - 1

let lastMs = 0
let count = 0

/**
 * A UUID of version 7 (RFC 9562): sorts by time, so new rows land together in the index and an id serves as a cursor.
 * Ids of one process also sort in the order they were made: the 12 bits after the time count within the millisecond.
 * @param nowMs milliseconds since 1970
 */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) [lastMs, count] = [nowMs, 0]
  else if (++count > 0xfff) [lastMs, count] = [lastMs + 1, 0]
  const time = timeOf(lastMs)
  const [a, b] = crypto.getRandomValues(new Uint32Array(2))
  const variant = (0x8000 | (a! & 0x3fff)).toString(16)
  const random = (a! >>> 16).toString(16).padStart(4, '0') + b!.toString(16).padStart(8, '0')
  return `${time}-7${count.toString(16).padStart(3, '0')}-${variant}-${random}`
}

/**
 * No id made before this time is greater or equal, and none made since is less.
 * @param ms milliseconds since 1970; what lies outside of what ids hold is their first or last
 */
export function firstIdAt(ms: number): string {
  return `${timeOf(ms)}-7000-8000-000000000000`
}

function timeOf(ms: number): string {
  const time = Math.min(Math.max(ms, 0), mostMs).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}
