import { Fault } from '../record/fault.ts'
import { listed } from '../record/listed.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'
import type { Schema } from './compile-schema.ts'
import type { Violation } from './violations.ts'

/** What a field was before steps changed it; undefined where they do not, or there was none. */
export type Sent = (name: string) => unknown

/** Why a record is refused that the schema was asked about last: all that is wrong with it. */
export function schemaFault(schema: Schema, record: unknown, sent: Sent = () => undefined): Fault {
  const { told, more } = schema.violations(record)
  const inAll = () =>
    listed(
      told.map((violation) => inWords(violation, sent)),
      more,
    )
  return new Fault('schema-violation', inAll, told[0]?.field, record as Row)
}

/** A violation in words: `a must be number, but is "x"`. */
function inWords(violation: Violation, sent: Sent): string {
  const { must, is, hint } = violation
  return is === undefined ? must + hint : `${must}, but is ${is}${before(violation, sent)}${hint}`
}

/** What a field was, where it was something else: ` (sent as "5 EUR")`. */
function before({ field, isField, value }: Violation, sent: Sent): string {
  const old = isField ? sent(field!) : undefined
  if (old === undefined || old === value) return ''
  const [was, is] = [shown(old), shown(value)]
  // A number that was text before a cast says nothing more.
  return was === is || was === `"${is}"` ? '' : ` (sent as ${was})`
}
