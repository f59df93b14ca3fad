import type { Dataset, Pipeline } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { freeName, namesTaken, ownerOf } from './names-taken.ts'

const pipelines = [
  { name: 'sales', dataset: 'ledger' },
  { name: 'sales-2', dataset: 'sales-2' },
] as Pipeline[]
const datasets = [
  { name: 'ledger', pipeline: 'sales' },
  { name: 'left', pipeline: 'gone' },
  { name: 'free', pipeline: null },
] as Dataset[]
const taken = namesTaken(pipelines, datasets)

test('a name is taken by a pipeline, and by a dataset of another one', () => {
  expect(ownerOf(taken, 'sales')).toEqual({ pipeline: 'sales', dataset: 'ledger', isPipeline: true })
  expect(ownerOf(taken, 'ledger')).toEqual({ pipeline: 'sales', dataset: 'ledger', isPipeline: false })
  expect(ownerOf(taken, 'left')).toEqual({ pipeline: undefined, dataset: 'left', isPipeline: false })
  expect(ownerOf(taken, 'free')).toBeUndefined()
})

test('another name goes on counting, and leaves a year as it is', () => {
  expect(freeName(taken, 'sales')).toBe('sales-3')
  expect(freeName(taken, 'sales-2')).toBe('sales-3')
  expect(freeName(taken, 'trips-2026')).toBe('trips-2026-2')
  expect(freeName(taken, 'x'.repeat(63))).toBe(`${'x'.repeat(61)}-2`)
})
