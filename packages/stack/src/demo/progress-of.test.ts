import { expect, test } from 'vitest'
import { progressOf } from './progress-of.ts'

const stagesAt = (extract: number, transform: number, load: number, validate: number) => ({
  extract: { chunks: extract, ms: 0 },
  transform: { chunks: transform, ms: 0 },
  load: { chunks: load, ms: 0 },
  validate: { chunks: validate, ms: 0 },
})

test('nothing is done while nobody knows how many chunks there are', () => {
  expect(progressOf({ state: 'running', chunks: null, stages: stagesAt(3, 2, 1, 0) })).toEqual({
    fraction: 0,
    text: 'extract 3/?  transform 2/?  load 1/?  validate 0/?',
  })
})

test('the share counts every stage alike', () => {
  expect(progressOf({ state: 'running', chunks: 10, stages: stagesAt(10, 6, 3, 1) }).fraction).toBe(0.5)
})

test('a published run is complete, even one of no chunks', () => {
  expect(progressOf({ state: 'published', chunks: 0, stages: stagesAt(0, 0, 0, 0) }).fraction).toBe(1)
})
