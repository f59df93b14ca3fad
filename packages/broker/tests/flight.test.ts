import { newId } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import { expect, inject, test } from 'vitest'
import { createFlight } from '../src/flight.ts'
import { openBroker } from './fixture.ts'

const roomy = { bytes: 1000, bytesPerRun: 10_000 }
/** Data of so many bytes with its checksum. */
const bytes = (size: number) => new Uint8Array(Math.max(0, size - 4)).fill(200)

test('a chunk goes in as a slice, is replaced by its stored form, and leaves nothing behind', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const run = newId()
  expect(await flight.admit(run, 0, bytes(300), roomy)).toBe(true)
  expect(await flight.read(run, 0, 'slice')).toEqual(Buffer.from(bytes(300)))
  await flight.replace(run, 0, bytes(40))
  expect(await flight.read(run, 0, 'slice')).toBeNull()
  expect((await flight.read(run, 0, 'stored'))!.byteLength).toBe(36)
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
  expect(await flight.bytes()).toBe(1000)
})

test('a chunk in flight is no newcomer: taking it in again needs no room and leaves it as it is', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const run = newId()
  await flight.admit(run, 0, bytes(1000), roomy)
  await flight.replace(run, 0, bytes(100))
  expect(await flight.admit(run, 0, bytes(5000), roomy)).toBe(true)
  expect(await flight.read(run, 0, 'slice')).toBeNull()
  expect(await flight.bytes()).toBe(100)
})

test('one run may not take all the room, and later chunks leave some of it to the heads of others', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const [a, b, c] = [newId(), newId(), newId()]
  const limits = { bytes: 800, bytesPerRun: 600 }
  expect([await flight.admit(a, 0, bytes(300), limits), await flight.admit(a, 1, bytes(300), limits)]).toEqual([
    true,
    true,
  ])
  expect(await flight.admit(a, 2, bytes(1), limits)).toBe(false)
  expect(await flight.admit(b, 5, bytes(101), limits)).toBe(false)
  expect(await flight.admit(b, 5, bytes(100), limits)).toBe(true)
  expect(await flight.admit(c, 0, bytes(100), limits)).toBe(true)
  await flight.dropRun(a)
  expect(await flight.runs().then((runs) => runs.toSorted())).toEqual([b, c].toSorted())
  expect(await flight.bytes()).toBe(200)
})

test('what is made of a chunk after its run has left is let fall', async () => {
  await using open = await openBroker()
  const { flight } = open.broker
  const run = newId()
  await flight.admit(run, 0, bytes(300), roomy)
  await flight.dropRun(run)
  await flight.replace(run, 0, bytes(40))
  expect(await flight.read(run, 0, 'stored')).toBeNull()
  expect([await flight.bytes(), await flight.runs()]).toEqual([0, []])
})

test('while memory is tight each run has one chunk in flight, and while it is short there is one in all', async () => {
  const redis = new Redis(inject('redisUrl'))
  let share = 0.8
  const flight = createFlight(redis, `t_${newId()}`, { share: async () => share, evicts: async () => false })
  const [a, b, c] = [newId(), newId(), newId()]
  const taken = []
  for (const [run, ordinal] of [
    [a, 0],
    [a, 1],
    [b, 5],
    [b, 0],
  ] as const) {
    taken.push(await flight.admit(run, ordinal, bytes(10), roomy))
  }
  expect(taken).toEqual([true, false, true, false])
  share = 0.9
  expect(await flight.admit(c, 0, bytes(10), roomy)).toBe(false)
  for (const run of [a, b]) await flight.dropRun(run)
  expect(await flight.admit(c, 0, bytes(10), roomy)).toBe(true)
  await flight.dropRun(c)
  redis.disconnect()
})
