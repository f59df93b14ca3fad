const lineFeed = 10
/**
 * Texts and records of a batch are gone before the next one, so they die young, which costs the collector nothing; V8
 * keeps what is larger than half of this twice apart from the young.
 */
const batchBytes = 64 * 1024

/** Lines, some at a time: views of whole lines each, about as large as is cheap to have in hand. */
export function* lineBatches(lines: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < lines.length;) {
    const end = batchEnd(lines, at)
    yield lines.subarray(at, end)
    at = end
  }
}

function batchEnd(lines: Uint8Array, start: number): number {
  const end = start + batchBytes
  if (end >= lines.length) return lines.length
  const last = lines.lastIndexOf(lineFeed, end - 1)
  if (last >= start) return last + 1
  const next = lines.indexOf(lineFeed, end)
  return next < 0 ? lines.length : next + 1
}
