import { afterEach, expect, test, vi } from 'vitest'
import { holdPage, isHeld, mayLeave } from './leaving.ts'

afterEach(() => vi.unstubAllGlobals())

test('who leaves is asked as long as something would be lost, and once they agreed no more', () => {
  const asked: string[] = []
  let answer = false
  vi.stubGlobal('confirm', (question: string) => {
    asked.push(question)
    return answer
  })
  expect(mayLeave()).toBe(true)
  const release = holdPage('Leave?')
  expect([isHeld(), mayLeave(), asked]).toEqual([true, false, ['Leave?']])
  release()
  expect([isHeld(), mayLeave(), asked]).toEqual([false, true, ['Leave?']])
  holdPage('Leave?')
  answer = true
  expect([mayLeave(), mayLeave(), isHeld()]).toEqual([true, true, false])
  expect(asked).toEqual(['Leave?', 'Leave?'])
})
