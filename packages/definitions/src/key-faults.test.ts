import { expect, test } from 'vitest'
import { pointerOf } from './path.ts'
import { readDefinition } from './read-definition.ts'

function faultsOf(written: object): string[] {
  const read = readDefinition({ format: 'json', ...written })
  return 'faults' in read
    ? read.faults.map(({ path, expected, got }) => `${pointerOf(path)}: ${expected}, got ${got}`)
    : []
}
const forbidden = '/key/0: a field in which the schema allows a text, a number or a boolean, got "id", which'
const lost = '/key/0: a field that the stored record has, got "id", which'

test.each<[object, string[]]>([
  [{ mode: 'upsert' }, ['/key: the fields by which rows take the place of others (mode upsert), got nothing']],
  [{ onDuplicate: 'first' }, ['/onDuplicate: a pipeline with a key, got first, and no key']],
  [{ deleteWhen: 'true', key: ['id'] }, ['/deleteWhen: a pipeline of mode upsert, got mode append']],
  [{ key: [] }, [expect.stringMatching('^/key: a list of 1 to 16 fields .*, got an empty list$') as unknown as string]],
  [{ key: 'id' }, [expect.stringMatching('^/key: a list of 1 to 16 fields') as unknown as string]],
  [
    { key: ['id'], onDuplicate: 'all' },
    [expect.stringContaining('/onDuplicate: one of last, first, refuse') as unknown as string],
  ],
  [{ key: ['id', 'at', 'id'] }, ['/key/2: each field once, got "id"']],
  [{ key: ['id'], steps: [{ drop: ['id'] }] }, [`${lost} steps[0].drop takes away`]],
  [{ key: ['id'], steps: [{ derive: { id: '1' } }, { rename: { id: 'no' } }] }, [`${lost} steps[1].rename takes away`]],
  [{ key: ['id'], schema: { additionalProperties: false } }, [`${forbidden} the schema does not name`]],
  [{ key: ['id'], schema: { properties: { id: false } } }, [`${forbidden} the schema allows in no record`]],
  [
    { key: ['id'], schema: { properties: { id: { type: ['object', 'null'] } } } },
    [`${forbidden} the schema wants to be object or null`],
  ],
])('%j is refused where it is wrong', (written, faults) => {
  expect(faultsOf(written)).toEqual(faults)
})

test.each<object>([
  { key: ['id'] },
  { key: ['id'], onDuplicate: 'refuse', mode: 'replace' },
  { key: ['id', 'at'], mode: 'upsert', deleteWhen: 'gone == true' },
  { key: ['id'], steps: [{ drop: ['id'] }, { rename: { no: 'id' } }] },
  { key: ['id'], steps: [{ drop: ['id'] }, { derive: { id: '1' } }] },
  { key: ['id'], schema: { properties: { id: { type: ['string', 'null'] } }, additionalProperties: false } },
  { key: ['id'], schema: { patternProperties: { '^i': {} }, additionalProperties: false } },
])('%j is sound', (written) => expect(faultsOf(written)).toEqual([]))
