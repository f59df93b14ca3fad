import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    schemas: `names: { type: object, required: [constructor], properties: { toString: { type: string } } }
point: { type: object, properties: { x: { $ref: '#num' } }, $defs: { n: { $anchor: num, type: number } } }
price: { type: object, properties: { price: { type: number, multipleOf: 0.01 } } }
closed: { type: object, if: { required: [a], properties: { a: { const: 1 } } }, unevaluatedProperties: false }
moments: { type: object, properties: { at: { format: date-time }, host: { format: hostname } } }`,
    pipelines: `names: { format: ndjson, schema: names }
point: { format: ndjson, schema: point }
price: { format: ndjson, schema: price }
closed: { format: ndjson, schema: closed }
moments: { format: ndjson, schema: moments }
lower: { format: ndjson, steps: [{ derive: { r: 'city.lowerAscii()' } }] }
whole: { format: ndjson, steps: [{ derive: { r: 'int(n)' } }] }
later: { format: ndjson, steps: [{ derive: { r: 'timestamp(at) + duration("1s")' } }] }
empty: { format: ndjson, steps: [{ derive: { r: '[].exists(x, x > 1)' } }] }`,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

/** What is published and what is refused of some lines. */
async function verdictsOf(pipeline: string, ...lines: string[]) {
  const { published, refused } = await outcomeOf(user, { pipeline, format: 'ndjson' }, `${lines.join('\n')}\n`)
  return { published, refused }
}

describe('a schema means what JSON Schema says', () => {
  test('of names that every object of JavaScript has', async () => {
    expect(await verdictsOf('names', '{"constructor":1}', '{"a":1}', '{"constructor":1,"toString":2}')).toEqual({
      published: ['{"constructor":1}'],
      refused: ['schema-violation: constructor is missing', 'schema-violation: toString must be string, but is 2'],
    })
  })

  test('of anchors', async () => {
    expect(await verdictsOf('point', '{"x":1}', '{"x":"a"}')).toEqual({
      published: ['{"x":1}'],
      refused: [
        'schema-violation: x must be number, but is "a": say [number, string] in the schema if it comes so now',
      ],
    })
  })

  test('of decimals', async () => {
    expect(await verdictsOf('price', '{"price":19.99}', '{"price":0.07}', '{"price":19.999}')).toEqual({
      published: ['{"price":19.99}', '{"price":0.07}'],
      refused: ['schema-violation: price must be multiple of 0.01, but is 19.999'],
    })
  })

  test('of what a condition has seen', async () => {
    expect(await verdictsOf('closed', '{"a":1}', '{"a":2}')).toEqual({
      published: ['{"a":1}'],
      refused: ['schema-violation: a is not allowed'],
    })
  })

  test('of times and names of hosts', async () => {
    const taken = ['{"at":"1998-12-31T23:59:60Z","host":"xn--bcher-kva.example"}']
    const { published, refused } = await verdictsOf(
      'moments',
      ...taken,
      '{"at":"1985-04-12T23:20:50+01"}',
      '{"host":"a.b."}',
    )
    expect(published).toEqual(taken)
    expect(refused).toHaveLength(2)
  })
})

describe('an expression means what CEL says', () => {
  test('of letters beyond ASCII and of empty lists', async () => {
    expect((await verdictsOf('lower', '{"city":"ÅRHUS"}')).published).toEqual(['{"city":"ÅRHUS","r":"Århus"}'])
    expect((await verdictsOf('empty', '{"a":1}')).published).toEqual(['{"a":1,"r":false}'])
  })

  test('of what 64 bits and the years to 9999 hold', async () => {
    expect(await verdictsOf('whole', '{"n":12.5}', '{"n":1e99}')).toEqual({
      published: ['{"n":12.5,"r":12}'],
      refused: ['expression-failed: r: "1e+99" is no int of 64 bits'],
    })
    expect(await verdictsOf('later', '{"at":"2026-01-01T00:00:00Z"}', '{"at":"9999-12-31T23:59:59Z"}')).toEqual({
      published: ['{"at":"2026-01-01T00:00:00Z","r":"2026-01-01T00:00:01.000Z"}'],
      refused: ['expression-failed: r: timestamp out of range'],
    })
  })
})
