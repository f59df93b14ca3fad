import { setImmediate as others } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFanOut } from './fan-out.ts'

test('a few are told at once', () => {
  const fanOut = createFanOut<string>()
  const heard: string[] = []
  fanOut.add((message) => heard.push(message))
  fanOut.tell('a')
  fanOut.tell('b')
  expect(heard).toEqual(['a', 'b'])
})

test('many are told in turns, each of them in order, and others have theirs', async () => {
  const fanOut = createFanOut<string>()
  const heard: string[][] = Array.from({ length: 1201 }, () => [])
  for (const mine of heard) fanOut.add((message) => mine.push(message))
  fanOut.tell('a')
  fanOut.tell('b')
  const told = () => heard.filter((mine) => mine.length > 0).length
  expect(told()).toBe(500)
  let turns = 0
  while (heard.some((mine) => mine.length < 2)) {
    await others()
    turns += 1
  }
  expect(turns).toBeGreaterThan(2)
  expect(heard.every((mine) => mine.join('') === 'ab')).toBe(true)
})

test('who leaves meanwhile hears no more', async () => {
  const fanOut = createFanOut<string>()
  for (let at = 0; at < 500; at += 1) fanOut.add(() => {})
  const heard: string[] = []
  const late = (message: string) => heard.push(message)
  fanOut.add(late)
  fanOut.tell('a')
  fanOut.delete(late)
  await others()
  await others()
  expect(heard).toEqual([])
})

test('of a flood the newest is kept', async () => {
  const fanOut = createFanOut<number>()
  const heard: number[] = []
  for (let at = 0; at < 500; at += 1) fanOut.add(() => {})
  fanOut.add((message) => heard.push(message))
  for (let message = 0; message < 5000; message += 1) fanOut.tell(message)
  await expect.poll(() => heard.length).toBe(1001)
  expect([heard[0], heard[1], heard.at(-1)]).toEqual([0, 4000, 4999])
})

test('who comes meanwhile does not hear what was told before', async () => {
  const fanOut = createFanOut<string>()
  for (let at = 0; at < 500; at += 1) fanOut.add(() => {})
  fanOut.tell('a')
  fanOut.tell('b')
  const heard: string[] = []
  fanOut.add((message) => heard.push(message))
  fanOut.tell('c')
  await expect.poll(() => heard).toEqual(['c'])
})
