import type { Scanner } from './cutter.ts'

const mark = [0xef, 0xbb, 0xbf]

/** Leaves out a UTF-8 byte order mark at the very start, also when it comes in pieces. */
export function skipBom(scanner: Scanner): Scanner {
  let matched = 0
  let decided = false

  function decide(isMark: boolean, at: number): void {
    decided = true
    if (!isMark && matched > 0) scanner.push(Uint8Array.from(mark.slice(0, matched)), at)
  }

  return {
    push(bytes, at) {
      let i = 0
      while (!decided && i < bytes.length) {
        if (bytes[i] === mark[matched]) {
          i++
          matched++
          if (matched === mark.length) decide(true, 0)
        } else decide(false, 0)
      }
      if (i < bytes.length) scanner.push(i === 0 ? bytes : bytes.subarray(i), at + i)
    },
    end() {
      if (!decided) decide(false, 0)
      scanner.end()
    },
  }
}
