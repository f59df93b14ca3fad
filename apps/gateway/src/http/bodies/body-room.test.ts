import { expect, test } from 'vitest'
import { createBodyRoom } from './body-room.ts'

const KiB = 1024
const limits = { atOnce: 5, atOncePerUser: 3, memory: 1000 * KiB, memoryPerUser: 600 * KiB }
const setUp = (changes: Partial<typeof limits> = {}, patienceMs = 5_000) =>
  createBodyRoom({ ...limits, ...changes }, patienceMs)

const refused = (code: string) => expect.objectContaining({ code })

test('so many uploads of one sender, and of all, have a place; one that leaves makes room for another', () => {
  const room = setUp()
  const own = ['a', 'a', 'a'].map((sender) => room.enter(sender))
  expect(() => room.enter('a')).toThrow(refused('too-many-uploads'))
  const others = ['b', 'b'].map((sender) => room.enter(sender))
  expect(() => room.enter('c')).toThrow(refused('overloaded'))
  own[0]!.leave()
  own[0]!.leave()
  room.enter('c')
  expect(() => room.enter('c')).toThrow(refused('overloaded'))
  others[0]!.leave()
  room.enter('a')
})

test('who wants more than there is waits for the oldest, which never waits', async () => {
  const room = setUp()
  const oldest = room.enter('a')
  const next = room.enter('a')
  const stranger = room.enter('b')
  oldest.hold(900 * KiB)
  await oldest.room()
  const order: string[] = []
  const waited = [next.room().then(() => order.push('next')), stranger.room().then(() => order.push('stranger'))]
  await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual([])
  oldest.hold(700 * KiB)
  await waited[1]
  expect(order).toEqual(['stranger'])
  oldest.leave()
  await Promise.all(waited)
  expect(order).toEqual(['stranger', 'next'])
})

test('once the oldest has left, the next one may go on, however much is held', async () => {
  const room = setUp({ memoryPerUser: 10_000 * KiB })
  const places = ['a', 'b', 'c'].map((sender) => room.enter(sender))
  for (const place of places) place.hold(2000 * KiB)
  const [first, second, third] = places
  await first!.room()
  const waited = second!.room()
  first!.leave()
  await waited
  const last = third!.room()
  second!.leave()
  await expect(last).resolves.toBeUndefined()
})

test('nobody waits for ever, and what was in the way is told', async () => {
  const room = setUp({}, 20)
  room.enter('a').hold(700 * KiB)
  await expect(room.enter('a').room()).rejects.toMatchObject({ code: 'too-many-uploads' })
  await room.enter('b').room()
  room.enter('b').hold(300 * KiB)
  await expect(room.enter('c').room()).rejects.toMatchObject({ code: 'overloaded' })
  await expect(room.take('c', 10).room()).rejects.toMatchObject({ code: 'overloaded' })
})
