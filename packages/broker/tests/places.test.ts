import { expect, test } from 'vitest'
import { openBroker } from './fixture.ts'

test('of those who ask at once, in two processes, exactly as many get a place as there are', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const asked = Array.from({ length: 100 }, (_, n) => [one, two][n % 2]!.broker.places.take('u', `p${n}`, 50, 10_000))
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(50)
})

test('a place that is given back is free, and so is one that nobody keeps', async () => {
  await using open = await openBroker()
  const { places } = open.broker
  expect(await places.take('u', 'a', 2, 60_000)).toBe(true)
  expect(await places.take('u', 'b', 2, 300)).toBe(true)
  expect(await places.take('u', 'c', 2, 300)).toBe(false)
  expect(await places.take('another', 'c', 2, 300)).toBe(true)
  await expect.poll(() => places.take('u', 'c', 2, 60_000)).toBe(true)
  await places.keep('u', ['a', 'c'], 60_000)
  expect(await places.take('u', 'd', 2, 300)).toBe(false)
  await places.give('u', 'a')
  expect(await places.take('u', 'd', 2, 300)).toBe(true)
})
