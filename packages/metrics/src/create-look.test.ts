import { expect, test } from 'vitest'
import { createLook } from './create-look.ts'

/** Answers when it is told to. */
function slowServer() {
  const answers: ((what: string) => void)[] = []
  return { answers, ask: () => new Promise<string>((resolve) => answers.push(resolve)) }
}

test('those who ask at once, or soon after, are one question', async () => {
  let asked = 0
  const look = createLook(async () => ++asked, { freshMs: 60_000, patienceMs: 1_000, keptMs: 0 })
  expect(await Promise.all([look.finding(), look.finding()])).toEqual([1, 1])
  expect(await look.finding()).toBe(1)
})

test('nobody waits for long, a server that says nothing is asked once, and what comes late is there for the next', async () => {
  const { answers, ask } = slowServer()
  const look = createLook(ask, { freshMs: 0, patienceMs: 5, keptMs: 60_000 })
  expect([await look.finding(), await look.finding()]).toEqual([null, null])
  expect(answers).toHaveLength(1)
  answers[0]!('late')
  await expect.poll(() => look.finding()).toBe('late')
  expect(await look.finding()).toBe('late')
  expect(answers, 'and it is asked anew, once').toHaveLength(2)
})

test('what is too old stands in for nothing', async () => {
  const { answers, ask } = slowServer()
  const look = createLook(ask, { freshMs: 0, patienceMs: 5, keptMs: 0 })
  expect(await look.finding()).toBeNull()
  answers[0]!('late')
  await expect.poll(async () => (await look.finding(), answers.length)).toBe(2)
  expect(await look.finding()).toBeNull()
})

test('what fails is not there, and is asked for again', async () => {
  let fails = true
  const ask = async () => {
    if (fails) throw new Error('away')
    return 'here'
  }
  const look = createLook(ask, { freshMs: 0, patienceMs: 1_000, keptMs: 60_000 })
  expect(await look.finding()).toBeNull()
  fails = false
  expect(await look.finding()).toBe('here')
  fails = true
  expect(await look.finding()).toBeNull()
})
