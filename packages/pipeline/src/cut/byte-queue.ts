/** Bytes that wait for the rest of what they belong to. Appending costs no more than the bytes appended, on average. */
export interface ByteQueue {
  /** What waits; valid until the next call. */
  readonly bytes: Uint8Array
  append(bytes: Uint8Array): void
  /** Forgets the first `count` bytes. */
  drop(count: number): void
}

export function createByteQueue(): ByteQueue {
  let buffer = new Uint8Array(0)
  let start = 0
  let end = 0

  function reserve(count: number): void {
    if (end + count <= buffer.length) return
    const target = end - start + count > buffer.length ? new Uint8Array((end - start + count) * 2) : buffer
    target.set(buffer.subarray(start, end))
    buffer = target
    end -= start
    start = 0
  }

  return {
    get bytes() {
      return buffer.subarray(start, end)
    },
    append(bytes) {
      reserve(bytes.length)
      buffer.set(bytes, end)
      end += bytes.length
    },
    drop(count) {
      start += count
    },
  }
}
