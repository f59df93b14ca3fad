import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { openBroker } from './fixture.ts'

const roomy = { bytes: 1000, chunksPerRun: 10 }
const bytes = (size: number) => new Uint8Array(size).fill(200)

test('a chunk goes in as a slice, is replaced by its stored form, and leaves nothing behind', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const run = newId()
  expect(await flight.admit(run, 0, bytes(300), roomy)).toBe(true)
  expect(await flight.read(run, 0, 'slice')).toEqual(Buffer.from(bytes(300)))
  await flight.replace(run, 0, bytes(40))
  expect(await flight.read(run, 0, 'slice')).toBeNull()
  expect((await flight.read(run, 0, 'stored'))!.byteLength).toBe(40)
  expect(await flight.bytes()).toBe(40)
  expect(await flight.ordinals(run)).toEqual([0])
  await flight.drop(run, 0)
  await flight.drop(run, 0)
  expect(await flight.bytes()).toBe(0)
  expect(await flight.ordinals(run)).toEqual([])
  expect(await flight.read(run, 0, 'stored')).toBeNull()
})

test('the budget holds over all runs, and lets a first chunk in however large', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const [a, b] = [newId(), newId()]
  expect(await flight.admit(a, 0, bytes(5000), roomy)).toBe(true)
  expect(await flight.admit(b, 0, bytes(1), roomy)).toBe(false)
  await flight.replace(a, 0, bytes(600))
  expect(await flight.admit(b, 0, bytes(401), roomy)).toBe(false)
  expect(await flight.admit(b, 0, bytes(400), roomy)).toBe(true)
  // A chunk already in flight is no newcomer: doing it again never waits for room.
  expect(await flight.admit(b, 0, bytes(400), roomy)).toBe(true)
  expect(await flight.bytes()).toBe(1000)
})

test('one run may not take all the room', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const [a, b] = [newId(), newId()]
  const limits = { bytes: 1000, chunksPerRun: 2 }
  expect([await flight.admit(a, 0, bytes(1), limits), await flight.admit(a, 1, bytes(1), limits)]).toEqual([true, true])
  expect(await flight.admit(a, 2, bytes(1), limits)).toBe(false)
  expect(await flight.admit(b, 0, bytes(1), limits)).toBe(true)
  await flight.dropRun(a)
  expect(await flight.bytes()).toBe(1)
})
