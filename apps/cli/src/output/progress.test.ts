import { describe, expect, it } from 'vitest'
import { createProgress } from './progress.ts'

function screenOf(terminal: { isTTY: boolean; columns?: number }) {
  const written: string[] = []
  return { ...terminal, written, write: (text: string) => written.push(text) }
}

describe('a progress bar', () => {
  it('is redrawn within the width of a terminal, not too often, and taken away', () => {
    const screen = screenOf({ isTTY: true, columns: 40 })
    let now = 1000
    const progress = createProgress(screen, () => now)
    progress.show('upload', 0.5, 'and a long text that does not fit')
    progress.show('upload', 0.6, 'too soon')
    now += 100
    progress.show('upload', undefined, '3 MiB')
    progress.end()
    progress.end()
    expect(screen.written).toEqual([
      '\r\u001B[Kupload   [█████░░░░░]  50 %  and a lon…',
      '\r\u001B[Kupload    3 MiB',
      '\r\u001B[K',
    ])
  })

  it('is a line for each quarter elsewhere', () => {
    const screen = screenOf({ isTTY: false })
    const progress = createProgress(screen)
    for (const percent of [1, 2, 30, 40, 100]) progress.show('stages', percent / 100, `${percent}`)
    progress.end()
    expect(screen.written).toEqual(['stages   1 %  1\n', 'stages  30 %  30\n', 'stages 100 %  100\n'])
  })
})
