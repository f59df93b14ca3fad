import { Fault } from '../record/fault.ts'
import { isoInstant } from '../record/iso-time.ts'

/** What a binary value may be, but JSON has no word for. Throws a Fault. */
export function refuse(reason: string): never {
  throw new Fault('malformed-record', reason)
}

export function finite(value: number): number {
  return Number.isFinite(value) ? value : refuse(`${value} is no number that JSON can carry`)
}

/** @param nanoseconds below 10^9, counted forward, also before 1970 */
export function instant(seconds: number, nanoseconds: number): string {
  return isoInstant(seconds, nanoseconds) ?? refuse('It holds a time out of range: send it as text')
}

export function wrongName(): never {
  return refuse('It has a name that is neither a text nor a whole number')
}
