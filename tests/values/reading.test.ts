import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    pipelines: `
      half-read: { format: csv, delimiter: ',', nulls: ['NULL'] }
      enveloped: { format: json, records: /data, decimal: ',' }
    `,
  },
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

test('what a pipeline says of another format does not count, and the run does not say that it did', async () => {
  const lines = await outcomeOf(user, { pipeline: 'enveloped', format: 'ndjson' }, '{"data":[{"k":1}]}\n')
  expect(lines).toMatchObject({ published: ['{"data":[{"k":1}]}'], reading: { decimal: ',' } })
  expect(lines.reading).not.toHaveProperty('records')
  const enveloped = await outcomeOf(user, { pipeline: 'enveloped' }, '{"data":[{"k":1}]}')
  expect(enveloped).toMatchObject({ published: ['{"k":1}'], reading: { records: '/data', decimal: ',' } })
})

test('what an upload says of another format is refused', async () => {
  expect(await outcomeOf(user, { format: 'json', delimiter: ';' }, '{"a":1}')).toMatchObject({
    state: 'refused at the door',
    error: 'validation-failed: delimiter: says nothing of json; leave it out, or say format=csv',
  })
})
