import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: { pipelines: `half-read: { format: csv, delimiter: ',', nulls: ['NULL'] }` },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

test('a run says how its input was read: as the pipeline says, and what the upload said comes first', async () => {
  const query = { pipeline: 'half-read', delimiter: 'tab', header: 'id,name' }
  const { reading } = await outcomeOf(user, query, '1\tAda\n')
  expect(reading).toMatchObject({ delimiter: 'tab', nulls: ['NULL'], header: ['id', 'name'] })
})

test('what cannot be meant is refused', async () => {
  expect(await outcomeOf(user, { delimiter: 'semicolon' }, 'a\n1\n')).toMatchObject({ state: 'refused at the door' })
})
