import { setImmediate as others } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFanOut } from './fan-out.ts'

test('a few are told at once', () => {
  const { listeners, tell } = createFanOut<string>()
  const heard: string[] = []
  listeners.add((message) => heard.push(message))
  tell('a')
  tell('b')
  expect(heard).toEqual(['a', 'b'])
})

test('many are told in turns, each of them in order, and others have theirs', async () => {
  const { listeners, tell } = createFanOut<string>()
  const heard: string[][] = Array.from({ length: 1201 }, () => [])
  for (const mine of heard) listeners.add((message) => mine.push(message))
  tell('a')
  tell('b')
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
  const { listeners, tell } = createFanOut<string>()
  for (let at = 0; at < 500; at += 1) listeners.add(() => {})
  const heard: string[] = []
  const late = (message: string) => heard.push(message)
  listeners.add(late)
  tell('a')
  listeners.delete(late)
  await others()
  await others()
  expect(heard).toEqual([])
})

test('of a flood the newest is kept', async () => {
  const { listeners, tell } = createFanOut<number>()
  const heard: number[] = []
  for (let at = 0; at < 500; at += 1) listeners.add(() => {})
  listeners.add((message) => heard.push(message))
  for (let message = 0; message < 5000; message += 1) tell(message)
  await expect.poll(() => heard.length).toBe(1001)
  expect([heard[0], heard[1], heard.at(-1)]).toEqual([0, 4000, 4999])
})
