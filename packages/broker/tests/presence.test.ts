import { afterAll, expect, test } from 'vitest'
import { openBroker } from './fixture.ts'

const { broker, prefix, ...open } = await openBroker()
afterAll(() => open[Symbol.asyncDispose]())

test('a worker that says so is there for its stages, once, until it leaves', async () => {
  await broker.presence.say('one', ['extract', 'load'])
  await broker.presence.say('one', ['extract', 'load'])
  await broker.presence.say('two', ['load'])
  expect(await broker.presence.count()).toEqual({ extract: 1, transform: 0, load: 2, validate: 0 })
  await broker.presence.leave('one', ['extract', 'load'])
  expect(await broker.presence.count()).toEqual({ extract: 0, transform: 0, load: 1, validate: 0 })
})

test('the oldest job of each stage has an age, and an empty stage none', async () => {
  const ref = { v: 4, run: '0198c0de-0000-7000-8000-000000000001', epoch: 0 } as never
  await broker.queues.add('extract', ref)
  await expect.poll(async () => (await broker.queues.ages()).extract).toBeGreaterThan(0.05)
  const { extract, ...others } = await broker.queues.ages()
  expect(extract).toBeLessThan(30)
  expect(others).toEqual({ transform: 0, load: 0, validate: 0 })
})
