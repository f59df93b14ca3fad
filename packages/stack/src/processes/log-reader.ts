import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Reads the lines that a growing file got after `offset`. */
export interface LogReader {
  /** Whole lines written since the last call. */
  read(): string[]
  close(): void
}

export function createLogReader(file: string, offset: number): LogReader {
  const fd = openSync(file, 'r')
  let at = offset
  let rest = ''
  return {
    read() {
      const size = fstatSync(fd).size
      if (size <= at) return []
      const bytes = Buffer.alloc(Math.min(size - at, 1 << 20))
      at += readSync(fd, bytes, 0, bytes.length, at)
      const lines = (rest + bytes.toString('utf8')).split('\n')
      rest = lines.pop() ?? ''
      return lines
    },
    close: () => closeSync(fd),
  }
}
