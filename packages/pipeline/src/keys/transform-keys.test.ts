import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePipeline } from '../compile-pipeline.ts'
import { decodeFrame } from '../store/decode-frame.ts'
import { chainSteps } from '../steps/chain-steps.ts'
import { fuseSteps } from '../fuse/fuse-steps.ts'
import { cutInput } from '../testing/cut-input.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { testHost } from '../testing/test-host.ts'
import { RecipeError } from '../recipe-error.ts'
import { deletion } from './entry.ts'

const upsert: Recipe = {
  ...plainRecipe,
  mode: 'upsert',
  key: ['id'],
  deleteWhen: 'has(record.gone) && gone == true',
  steps: [{ rename: { nr: 'id' } }],
  schema: { required: ['name'], properties: { id: { type: ['integer', 'null'] } } },
}

function transformed(recipe: Recipe, records: object[], join = fuseSteps) {
  const [slice] = cutInput('ndjson', records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const filtered: number[] = []
  const pipeline = compilePipeline(recipe, testHost, join)
  const done = pipeline.transform(slice!, { onFiltered: (index) => void filtered.push(index) })
  const view = new DataView(done.keys?.buffer ?? new ArrayBuffer(0))
  const entries = Array.from({ length: view.byteLength / 32 }, (_, at) => view.getUint32(at * 32 + 28))
  return { ...done, lines: decodeFrame(testHost, done.stored), filtered, entries }
}

test.each([fuseSteps, chainSteps])('what takes a row away needs its key alone, and is not stored (%o)', (join) => {
  const records = [{ nr: 1, name: 'a' }, { nr: 2, gone: true }, { nr: 3 }, { gone: true }, { nr: null, name: 'b' }]
  const { counts, lines, refused, filtered, entries } = transformed(upsert, records, join)
  expect(counts).toEqual({ in: 5, filtered: 1, stored: 1 })
  expect(lines).toEqual(['{"id":1,"name":"a"}'])
  expect(filtered).toEqual([1])
  expect(entries.toSorted((a, b) => a - b)).toEqual([0, deletion])
  expect(refused).toMatchObject([
    { position: 2, stage: 'validate', code: 'schema-violation' },
    {
      position: 3,
      stage: 'validate',
      code: 'key-missing',
      field: 'id',
      reason: 'id is missing, and it is part of the key',
    },
    {
      position: 4,
      stage: 'validate',
      code: 'key-missing',
      field: 'id',
      reason: 'id is null, and it is part of the key',
    },
  ])
})

test('whatever deleteWhen cannot say of a record refuses it', () => {
  const { refused } = transformed({ ...upsert, deleteWhen: 'record.gone' }, [{ nr: 1, gone: 'yes' }, { nr: 2 }])
  expect(refused).toMatchObject([
    { code: 'expression-failed', reason: 'deleteWhen must be true or false, this was "yes"' },
    { code: 'expression-failed' },
  ])
})

test('a chunk has entries where the recipe has a key', () => {
  const { deleteWhen: _, ...keyed } = upsert
  expect(transformed(keyed, [{ nr: 1, name: 'a' }]).keys).toHaveLength(32)
  expect(transformed(keyed, [{ nr: 1 }]).keys).toHaveLength(0)
  const { key: __, ...plain } = keyed
  expect(transformed({ ...plain, mode: 'append' }, [{ nr: 1, name: 'a' }]).keys).toBeNull()
})

test('a contract asks nothing of a record that takes a row away, and has to keep the key', () => {
  const closed: Recipe = { ...upsert, onNewField: 'refuse', schema: { properties: { id: {}, name: {} } } }
  expect(transformed(closed, [{ nr: 1, gone: true, more: 1 }]).counts).toEqual({ in: 1, filtered: 1, stored: 0 })
  const without: Recipe = { ...closed, steps: [], schema: { properties: { name: {} } } }
  expect(() => compilePipeline(without, testHost)).toThrow(RecipeError)
  expect(() => compilePipeline(without, testHost)).toThrow('The schema does not name "id", and onNewField: refuse')
})

test('deleteWhen is true or false', () => {
  expect(() => compilePipeline({ ...upsert, deleteWhen: '"yes"' }, testHost)).toThrow(
    'deleteWhen must be true or false, this is of type string',
  )
})
