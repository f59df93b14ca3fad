import type { RefusalCode } from '@syndicate/contracts'

/** Why a record cannot go on. Returned, not thrown: dirty data has many, and a stack trace each would be dear. */
export class Fault {
  readonly code: RefusalCode
  readonly reason: string
  /** The field at fault, where it is known. */
  readonly field: string | undefined

  constructor(code: RefusalCode, reason: string, field?: string) {
    this.code = code
    this.reason = reason
    this.field = field
  }
}
