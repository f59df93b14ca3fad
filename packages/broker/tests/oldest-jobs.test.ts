import { jobVersion } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { openBroker } from './fixture.ts'

test('the oldest job of each stage has an age, and an empty stage none', async () => {
  await using one = await openBroker()
  const { queues } = one.broker
  const add = (run: string) => queues.add('extract', { v: jobVersion, run, epoch: 0 })
  await add('0198c0de-0000-7000-8000-000000000001')
  await expect.poll(async () => (await queues.ages()).extract).toBeGreaterThan(0.1)
  await add('0198c0de-0000-7000-8000-000000000002')
  const { extract, ...others } = await queues.ages()
  expect(extract).toBeGreaterThan(0.1)
  expect(extract).toBeLessThan(30)
  expect(others).toEqual({ transform: 0, load: 0, validate: 0 })
})
