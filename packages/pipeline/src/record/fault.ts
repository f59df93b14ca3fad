import { shortText, type RefusalCode } from '@syndicate/contracts'
import type { Row } from './row.ts'

/** Of a field's name in a refusal: it may come from the record. */
const maxFieldBytes = 200

/** Why a record cannot go on. Returned, not thrown: dirty data has many, and a stack trace each would be dear. */
export class Fault {
  readonly code: RefusalCode
  /** The field at fault, where it is known. */
  readonly field: string | undefined
  /** The record as it was behind all steps, where it came so far. */
  readonly row: Row | undefined
  readonly #reason: string | (() => string)

  /** @param reason or what says it, once it is asked for */
  constructor(code: RefusalCode, reason: string | (() => string), field?: string, row?: Row) {
    this.code = code
    this.field = field === undefined ? undefined : shortText(field, maxFieldBytes)
    this.row = row
    this.#reason = reason
  }

  get reason(): string {
    return shortText(typeof this.#reason === 'string' ? this.#reason : this.#reason())
  }
}
