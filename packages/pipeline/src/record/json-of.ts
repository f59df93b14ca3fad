import { holdsOrder, namesOf } from './field-order.ts'
import type { Row } from './row.ts'

/** A record or a value of one as JSON, its fields in the order they came. */
export function jsonOf(value: unknown): string {
  return holdsOrder(value) ? orderedJson(value) : JSON.stringify(value)
}

/** The same where what holds an object may not know that it has an order. */
export function orderedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(orderedJson).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let fields = ''
  for (const name of namesOf(value)) {
    fields += `${fields && ','}${JSON.stringify(name)}:${orderedJson((value as Row)[name])}`
  }
  return `{${fields}}`
}
