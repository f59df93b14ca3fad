import type { Scanner } from './cutter.ts'

const lineFeed = 10

/** Leaves out the first lines, whatever they hold. */
export function skipLines(lines: number, scanner: Scanner): Scanner {
  if (lines === 0) return scanner
  let left = lines
  return {
    push(bytes, at) {
      let start = 0
      for (; left > 0; left--) {
        start = bytes.indexOf(lineFeed, start) + 1
        if (start === 0) return
      }
      scanner.push(start === 0 ? bytes : bytes.subarray(start), at + start)
    },
    end: () => scanner.end(),
  }
}
