import type { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'

/** One compiled step: the record it makes (the same object or a new one), null when it is filtered out, or why it is refused. */
export type Transformer = (row: Row) => Row | null | Fault
