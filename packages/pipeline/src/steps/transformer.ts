import type { Source } from '../fuse/source.ts'
import type { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'
import type { Deletion } from './deletion.ts'

/** What becomes of a record: the same object or a new one, null when it is filtered out, that it takes a row away, or why it is refused. */
export type Transformer = (row: Row) => Row | null | Deletion | Fault

export interface CompiledStep {
  /** The step by itself: what counts, and what `write` is measured by. */
  transform: Transformer
  /** The same to the variable `row`, as source; left out where a call costs no more. */
  write?: (source: Source) => void
  /** Fields that may have another value afterwards. */
  changes?: string[]
}
