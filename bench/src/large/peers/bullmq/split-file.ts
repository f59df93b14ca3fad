import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** Parts of a file of lines of about so many bytes, each ending with a newline; no line is longer than 64 KiB. */
export function splitFile(file: string, partBytes: number): { start: number; end: number }[] {
  const { size } = statSync(file)
  const fd = openSync(file, 'r')
  const bytes = Buffer.alloc(1 << 16)
  const afterNewline = (at: number) => at + bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, at)).indexOf(10) + 1
  const parts: { start: number; end: number }[] = []
  try {
    for (let start = 0; start < size;) {
      const end = start + partBytes < size ? afterNewline(start + partBytes - 1) : size
      parts.push({ start, end })
      start = end
    }
    return parts
  } finally {
    closeSync(fd)
  }
}
