import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The last lines of a file, for a message about what went wrong; empty when there is no such file. */
export function tailOf(file: string, lines = 12): string {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return ''
  }
  try {
    const size = fstatSync(fd).size
    const bytes = Buffer.alloc(Math.min(size, 16_384))
    readSync(fd, bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } finally {
    closeSync(fd)
  }
}
