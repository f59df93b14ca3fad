import type { Inference, InferredField } from '@syndicate/contracts'

/** An answer is no larger, in characters of JSON. */
export const mostAnswerChars = 1_000_000

/** What may be left out of an answer, the least needed first. */
const smaller: ((inference: Inference) => Inference)[] = [
  (it) => ({ ...it, rows: it.rows.slice(0, 5) }),
  (it) =>
    withFields(it, (field) => ({
      ...field,
      badCells: field.badCells.slice(0, 3),
      examples: field.examples.slice(0, 2),
    })),
  (it) => ({ ...it, rows: [], refused: it.refused.slice(0, 5) }),
  (it) => withFields(it, (field) => ({ ...field, badCells: [], examples: [] })),
  (it) => ({ ...it, fields: it.fields.slice(0, 250), moreFields: it.moreFields + Math.max(0, it.fields.length - 250) }),
]

/** The whole of it where that is not too large. */
export function fitAnswer(inference: Inference): Inference {
  let fitting = inference
  for (const shrink of smaller) {
    if (JSON.stringify(fitting).length <= mostAnswerChars) break
    fitting = shrink(fitting)
  }
  return fitting
}

function withFields(inference: Inference, change: (field: InferredField) => InferredField): Inference {
  return { ...inference, fields: inference.fields.map(change) }
}
