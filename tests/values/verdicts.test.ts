import { newId } from '@syndicate/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    schemas: `amounts: { type: object, required: [amount] }
three: { type: object, required: [a, b, c], properties: { a: { type: number }, b: { type: number }, c: { type: number } } }
small: { type: object, properties: { amount: { maximum: 9 } } }`,
    pipelines: `rep: { format: csv, mode: replace, schema: amounts }
three: { format: ndjson, schema: three }
small: { format: ndjson, schema: small, steps: [{ derive: { amount: 'amount * 2' } }] }
casts: { format: csv, steps: [{ cast: { n: integer, at: timestamp } }] }
some: { format: csv, maxRefused: 1, schema: amounts, steps: [{ cast: { amount: number } }] }`,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

describe('a run that refuses too much', () => {
  test('does not take the place of what is live', async () => {
    const dataset = `rep-${newId()}`
    const query = { pipeline: 'rep', dataset }
    expect(await outcomeOf(user, query, 'id,amount\n1,5\n2,6\n3,7\n')).toMatchObject({ state: 'published' })
    expect(await outcomeOf(user, query, 'id,amount_eur\n1,5\n2,6\n')).toMatchObject({
      state: 'rejected',
      counts: { in: 2, loaded: 0, quarantined: 2 },
      error: 'invalid-records: 2 of 2 records were refused: there is nothing to publish',
    })
    expect(await user.records(dataset)).toHaveLength(3)
  })

  test('is rejected where its pipeline allows so many and no more', async () => {
    expect(await outcomeOf(user, { pipeline: 'some' }, 'id,amount\n1,5\n2,x\n')).toMatchObject({ state: 'published' })
    expect(await outcomeOf(user, { pipeline: 'some' }, 'id,amount\n1,5\n2,x\n3,y\n')).toMatchObject({
      state: 'rejected',
    })
  })

  test('adds nothing when nothing of it passes', async () => {
    expect(await outcomeOf(user, {}, '7\n8\n')).toMatchObject({ state: 'rejected' })
  })
})

describe('a reason', () => {
  test('names all that is wrong with a record', async () => {
    const { refused } = await outcomeOf(user, { pipeline: 'three' }, '{"a":"x","b":"y"}\n')
    expect(refused).toEqual([
      'schema-violation: c is missing; a must be number, but is "x": say [number, string] in the schema if it comes so now; b must be number, but is "y": say [number, string] in the schema if it comes so now',
    ])
    expect((await outcomeOf(user, { pipeline: 'casts' }, 'n,at\n1.5,noon\n')).refused).toEqual([
      'cast-failed: "n" is no integer: "1.5", which has a fraction; cast it to number; "at" is no timestamp: "noon"',
    ])
  })

  test('shows a name in which a blank would be overlooked', async () => {
    const { refused } = await outcomeOf(user, { pipeline: 'rep' }, 'id," amount"\n1,5\n')
    expect(refused).toEqual(['schema-violation: amount is missing: there is " amount", rename it'])
  })

  test('says what was sent, where a step changed it', async () => {
    const { refused } = await outcomeOf(user, { pipeline: 'small' }, '{"amount":3}\n{"amount":5}\n')
    expect(refused).toEqual(['schema-violation: amount must be <= 9, but is 10 (sent as 5)'])
  })
})
