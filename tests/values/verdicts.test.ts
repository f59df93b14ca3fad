import { newId } from '@syndicate/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    schemas: 'amounts: { type: object, required: [amount] }',
    pipelines: `rep: { format: csv, mode: replace, schema: amounts }
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
