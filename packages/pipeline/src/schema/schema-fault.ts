import { Fault } from '../record/fault.ts'
import { listed } from '../record/listed.ts'
import { shown } from '../record/shown.ts'
import type { Schema } from './compile-schema.ts'
import type { Violation, Violations } from './violations.ts'

/** A record that its schema does not accept, with all that is wrong with it. */
export class SchemaFault extends Fault {
  readonly #violations: Violations

  constructor(violations: Violations, sent?: Record<string, unknown>) {
    const { told, more } = violations
    const inAll = () =>
      listed(
        told.map((violation) => inWords(violation, sent)),
        more,
      )
    super('schema-violation', inAll, told[0]?.field)
    this.#violations = violations
  }

  /** The same, which also says what the fields were before steps changed them. @param sent the record as it came */
  sentAs(sent: unknown): SchemaFault {
    const isRecord = typeof sent === 'object' && sent !== null && !(sent instanceof Fault)
    return isRecord ? new SchemaFault(this.#violations, sent as Record<string, unknown>) : this
  }
}

export function schemaFault(schema: Schema, record: unknown): SchemaFault {
  return new SchemaFault(schema.violations(record))
}

/** A violation in words: `a must be number, but is "x"`. */
function inWords(violation: Violation, sent?: Record<string, unknown>): string {
  const { must, is, hint } = violation
  return is === undefined ? must + hint : `${must}, but is ${is}${before(violation, sent)}${hint}`
}

/** What a field was, where it was something else: ` (sent as "5 EUR")`. */
function before({ field, isField, value }: Violation, sent?: Record<string, unknown>): string {
  if (!sent || !isField || !Object.hasOwn(sent, field!)) return ''
  if (sent[field!] === value) return ''
  const [was, is] = [shown(sent[field!]), shown(value)]
  // A number that was text before a cast says nothing more.
  return was === is || was === `"${is}"` ? '' : ` (sent as ${was})`
}
