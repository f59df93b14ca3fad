import type { Inference, PipelinePreview } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { rowsOfInference, rowsOfPreview } from './shown-rows.ts'

const stored = (position: number) => ({
  position,
  line: position + 2,
  before: { n: `${position}` },
  after: { n: position },
})
const refusal = (position: number) => ({
  position,
  line: position + 2,
  stage: 'transform' as const,
  code: 'cast-failed' as const,
  field: 'n',
  reason: `n: "x${position}" is no integer`,
  before: { n: `x${position}` },
})

test('refused records stand among the first, and after them with a gap', () => {
  const records = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(stored)
  const rows = rowsOfPreview({ records, refused: [refusal(2), refusal(40), refusal(41)] } as unknown as PipelinePreview)
  expect(rows.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 40, 41])
  expect(rows.filter(({ isApart }) => isApart).map(({ position }) => position)).toEqual([40])
  expect(rows[2]).toMatchObject({ line: 4, values: { n: 'x2' }, fault: { field: 'n' } })
  expect(rows[3]).toMatchObject({ values: { n: 3 } })
  expect(rows[3]).not.toHaveProperty('fault')
})

test('an inference tells where its refused records stand, and the stored ones are between them', () => {
  const refused = [{ position: 1, line: 3, code: 'cast-failed', reason: 'n: "x" is no integer', original: 'x' }]
  const fields = [{ name: 'n', badCells: [{ position: 1, value: 'x' }] }]
  const rows = rowsOfInference({ rows: [{ n: 0 }, { n: 2 }], refused, fields } as unknown as Inference)
  expect(rows).toEqual([
    { position: 0, values: { n: 0 }, isApart: false },
    { position: 1, line: 3, original: 'x', fault: { field: 'n', reason: 'n: "x" is no integer' }, isApart: false },
    { position: 2, values: { n: 2 }, isApart: false },
  ])
})
