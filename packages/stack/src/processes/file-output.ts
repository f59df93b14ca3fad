import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ChildOutput } from './child-output.ts'

const tailBytes = 16_384
// Enough for an error with its stack.
const tailLines = 40

/** The child writes straight to the file, appending, so its output costs us nothing and survives us. */
export function createFileOutput(file: string): ChildOutput {
  mkdirSync(dirname(file), { recursive: true })
  const writeFd = openSync(file, 'a', 0o600)
  const start = fstatSync(writeFd).size
  const readFd = openSync(file, 'r')
  let at = start
  let rest = ''
  let reading = true
  return {
    stdio: ['ignore', writeFd, writeFd],
    attach: () => closeSync(writeFd),
    read() {
      if (!reading) return []
      const bytes = Buffer.alloc(1 << 16)
      const length = readSync(readFd, bytes, 0, bytes.length, at)
      at += length
      const lines = (rest + bytes.toString('utf8', 0, length)).split('\n')
      rest = lines.pop() ?? ''
      return lines
    },
    stopReading() {
      if (reading) closeSync(readFd)
      reading = false
    },
    tail: () => tailOf(file, start),
  }
}

function tailOf(file: string, start: number): string {
  const fd = openSync(file, 'r')
  try {
    const size = fstatSync(fd).size
    const from = Math.max(start, size - tailBytes)
    const bytes = Buffer.alloc(Math.max(0, size - from))
    readSync(fd, bytes, 0, bytes.length, from)
    return bytes.toString('utf8').trimEnd().split('\n').slice(-tailLines).join('\n')
  } finally {
    closeSync(fd)
  }
}
