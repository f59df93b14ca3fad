import type { PipelineDefinition } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { createPaint } from '../output/paint.ts'
import { describePipeline } from './describe-pipeline.ts'

const definition: PipelineDefinition = {
  format: 'csv',
  datasets: [],
  mode: 'append',
  onInvalid: 'quarantine',
  live: false,
  steps: [],
  fixtures: [],
}

function told(said: Partial<PipelineDefinition>): string[] {
  const about = { name: 'orders', version: 1, appliedAt: '2026-01-02T03:04:05.000Z', appliedBy: null } as const
  const whole = { ...about, source: 'file' as const, definition: { ...definition, ...said } }
  return describePipeline(whole, createPaint(false)).split('\n')
}

test('a key is told with what becomes of rows that have the same', () => {
  const lines = told({ mode: 'upsert', key: ['id', 'at'], onDuplicate: 'first', deleteWhen: 'gone == true' })
  expect(lines).toContain('dataset   orders (upsert)')
  expect(lines).toContain('key       id, at; of the same: first')
  expect(lines).toContain('deletes   when gone == true')
  expect(told({ key: ['id'] })).toContain('key       id; of the same: last')
  expect(told({}).join()).not.toContain('key')
})
