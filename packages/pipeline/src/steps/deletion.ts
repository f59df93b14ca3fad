import { compileCondition } from '../cel/compile-condition.ts'
import { writeExpression } from '../cel/write-expression.ts'
import type { Row } from '../record/row.ts'
import type { CompiledStep } from './transformer.ts'

/** A record that takes a row away, and of which nothing counts but its key. */
export class Deletion {
  readonly row: Row

  constructor(row: Row) {
    this.row = row
  }
}

/** Tells the records for which the expression is true from those that are stored. */
export function deleteWhen(text: string): CompiledStep {
  const { expression, holds: takesAway } = compileCondition(text, 'deleteWhen', 'deleteWhen')
  return {
    transform(row) {
      const result = takesAway(row)
      if (result === true) return new Deletion(row)
      return result === false ? row : result
    },
    write(source) {
      const result = writeExpression(source, expression, 'verdict', takesAway)
      source.add(`if (${result}) return new ${source.bind(Deletion)}(row)`)
    },
  }
}
