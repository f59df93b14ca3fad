import type { Row } from '../record/row.ts'

/**
 * What an expression sees: the record's own fields by name, and the whole as `record`. A Map to CEL, so that names such as
 * `constructor` find no more than the record holds; one object for all records, because there are many.
 */
export class ExpressionScope extends Map<string, unknown> {
  row: Row = {}

  override get(name: string): unknown {
    if (name === 'record') return this.row
    return Object.hasOwn(this.row, name) ? this.row[name] : undefined
  }
}
