import { expect, test } from 'vitest'
import { createLook } from './create-look.ts'

test('those who ask at once, or soon after, are one question', async () => {
  let asked = 0
  const look = createLook(async () => ++asked, { freshMs: 60_000, patienceMs: 1_000 })
  expect(await Promise.all([look.finding(), look.finding()])).toEqual([1, 1])
  expect(await look.finding()).toBe(1)
})

test('nobody waits for long, and a server that says nothing is asked once', async () => {
  const answers: ((what: string) => void)[] = []
  const look = createLook(() => new Promise<string>((resolve) => answers.push(resolve)), { freshMs: 0, patienceMs: 5 })
  expect([await look.finding(), await look.finding()]).toEqual([null, null])
  expect(answers).toHaveLength(1)
  answers[0]!('late')
  await expect.poll(async () => (await look.finding(), answers.length)).toBe(2)
})

test('what fails is not there, and is asked for again', async () => {
  let fails = true
  const ask = async () => {
    if (fails) throw new Error('away')
    return 'here'
  }
  const look = createLook(ask, { freshMs: -1, patienceMs: 1_000 })
  expect(await look.finding()).toBeNull()
  fails = false
  expect(await look.finding()).toBe('here')
})
