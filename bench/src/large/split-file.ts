import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { FloorRange } from './floor-loop.ts'

/** About equal parts of a file of lines, each ending with a newline. */
export function splitFile(file: string, parts: number): FloorRange[] {
  const { size } = statSync(file)
  const fd = openSync(file, 'r')
  const bytes = Buffer.alloc(1 << 16)
  const afterNewline = (at: number) => at + bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, at)).indexOf(10) + 1
  try {
    const cuts = Array.from({ length: parts - 1 }, (_, index) => afterNewline(Math.floor((size * (index + 1)) / parts)))
    return [0, ...cuts].map((start, index) => ({ file, start, end: cuts[index] ?? size }))
  } finally {
    closeSync(fd)
  }
}
