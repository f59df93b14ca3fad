import { expect, test } from 'vitest'
import { createProgress } from './create-progress.ts'

function screenOf(isTTY: boolean) {
  const written: string[] = []
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) }
}

test('a terminal shows one line that changes, cut to its width', () => {
  const screen = screenOf(true)
  const progress = createProgress('flights', screen)
  progress.show({ fraction: 0.5, text: 'extract 1/2 transform 1/2 load 1/2' })
  progress.show({ fraction: 0.5, text: 'extract 1/2 transform 1/2 load 1/2' })
  progress.end()
  expect(screen.written).toHaveLength(2)
  expect(screen.written[0]).toMatch(/^\r.*50 %/)
  expect(screen.written[0]?.replace('\r\u001B[K', '').length).toBe(59)
  expect(screen.written[1]).toBe('\n')
})

test('elsewhere a plain line is written once a quarter', () => {
  const screen = screenOf(false)
  const progress = createProgress('flights', screen)
  for (const fraction of [0, 0.1, 0.2, 0.3, 0.9, 1]) progress.show({ fraction, text: '' })
  progress.end()
  expect(screen.written.map((line) => /(\d+) %/.exec(line)?.[1])).toEqual(['0', '30', '90', '100'])
  expect(screen.written.join('')).not.toContain('\r')
  expect(screen.written.join('')).not.toContain('\u001B')
})
