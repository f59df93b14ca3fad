import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Flips one bit in the middle of Redis' append-only file, where a command begins: there it shows at the next start. In a
 * value it would be read as if it had been written so.
 * @returns false when there is no command from the middle on
 */
export function flipBitInMiddle(file: string): boolean {
  const bytes = readFileSync(file)
  let at = 0
  while (at < bytes.length / 2) at = afterCommand(bytes, at)
  if (at >= bytes.length) return false
  bytes[at]! ^= 1
  writeFileSync(file, bytes)
  return true
}

/** `*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n`: where the command that begins here has ended. */
function afterCommand(bytes: Buffer, start: number): number {
  let at = start
  const number = (mark: string): number => {
    const end = bytes.indexOf('\r\n', at)
    const header = bytes.toString('latin1', at, end)
    if (!header.startsWith(mark)) throw new Error(`Where ${mark} should be at byte ${at} there is ${header}`)
    at = end + 2
    return Number(header.slice(1))
  }
  for (let words = number('*'); words > 0; words--) {
    const length = number('$')
    at += length + 2
  }
  return at
}
