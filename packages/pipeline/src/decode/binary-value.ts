import { Fault } from '../record/fault.ts'
import { inOrder } from '../record/field-order.ts'
import { isoInstant } from '../record/iso-time.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'

/** What a binary value may be, but JSON has no word for. Throws a Fault. */
export function refuse(reason: string): never {
  throw new Fault('malformed-record', reason)
}

export function finite(value: number): number {
  return Number.isFinite(value) ? value : refuse(`${value} is no number that JSON can carry`)
}

/** A map that was read: none of its names is there twice, and they are in order. @param names as they came */
export function withNames(record: Row, names: string[]): Row {
  if (Object.keys(record).length < names.length) {
    const name = firstTwice(names)
    refuse(`The name ${shown(name)} is there twice`)
  }
  return inOrder(record, names)
}

/** @param nanoseconds below 10^9, counted forward, also before 1970 */
export function instant(seconds: number, nanoseconds: number): string {
  return isoInstant(seconds, nanoseconds) ?? refuse('It holds a time out of range: send it as text')
}

export function wrongName(): never {
  return refuse('It has a name that is neither a text nor a whole number')
}

function firstTwice(names: string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}
