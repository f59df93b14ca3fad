import { shortText, type RefusalCode } from '@syndicate/contracts'

/** Of a field's name in a refusal: it may come from the record. */
const maxFieldBytes = 200

/** Why a record cannot go on. Returned, not thrown: dirty data has many, and a stack trace each would be dear. */
export class Fault {
  readonly code: RefusalCode
  readonly reason: string
  /** The field at fault, where it is known. */
  readonly field: string | undefined

  constructor(code: RefusalCode, reason: string, field?: string) {
    this.code = code
    this.reason = shortText(reason)
    this.field = field === undefined ? undefined : shortText(field, maxFieldBytes)
  }
}
