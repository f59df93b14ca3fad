import type { PipelinePreview } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { fieldsIn, previewRows } from './preview-rows.ts'

const preview = {
  records: [
    {
      position: 0,
      line: 2,
      before: { id: '1', amount: '9.50', mail: 'a' },
      after: { id: '1', amount: 9.5, size: 'small' },
    },
    { position: 3, line: 5, before: { id: null }, after: { id: null } },
  ],
  refused: [
    {
      position: 1,
      line: 3,
      stage: 'transform',
      code: 'cast-failed',
      field: 'amount',
      reason: 'no number',
      before: { id: '2', amount: 'soon' },
    },
    { position: 2, line: 4, stage: 'transform', code: 'malformed-record', reason: 'no record', original: '"' },
  ],
} as unknown as PipelinePreview

test('each field is held against what it was', () => {
  const rows = previewRows(preview)
  expect(rows.map(({ position, isApart }) => [position, isApart])).toEqual([
    [0, false],
    [1, false],
    [2, false],
    [3, false],
  ])
  expect([...rows[0]!.cells!].map(([name, { fate }]) => [name, fate])).toEqual([
    ['id', 'same'],
    ['amount', 'changed'],
    ['size', 'added'],
    ['mail', 'gone'],
  ])
  expect(rows[1]).toMatchObject({ fault: { field: 'amount', reason: 'no number' } })
  expect([...rows[1]!.cells!.values()].every(({ fate }) => fate === 'same')).toBe(true)
  expect(rows[2]).toMatchObject({ original: '"' })
  expect(rows[2]!.cells).toBe(undefined)
  expect(rows[3]!.cells!.get('id')).toEqual({ fate: 'same', before: null, after: null })
})

test('fields that go stand behind those that stay', () => {
  expect(fieldsIn(previewRows(preview), 40)).toEqual({ fields: ['id', 'amount', 'size', 'mail'], more: 0 })
  expect(fieldsIn(previewRows(preview), 3)).toEqual({ fields: ['id', 'amount', 'size'], more: 1 })
})
