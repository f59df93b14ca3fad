/** Bits of a number that counts exactly, less one for what rounding may add. */
const exactBits = 52
const wordSpan = 2 ** 32

/**
 * The order of entries by digest, and of those with the same by index. No function is called for an entry, and none is made
 * an object: what is sorted are numbers, each of the first bits of a digest with the index behind them.
 * @param words of the entries, each beginning with the four of its digest
 */
export function digestOrder(words: Uint32Array, wordsEach: number, count: number): Uint32Array {
  const packed = new Float64Array(count)
  let least = Infinity
  let most = 0
  for (let index = 0; index < count; index++) {
    const top = words[index * wordsEach]! * wordSpan + words[index * wordsEach + 1]!
    packed[index] = top
    if (top < least) least = top
    if (top > most) most = top
  }
  const indexSpan = 2 ** (32 - Math.clz32(Math.max(0, count - 1)))
  const scale = most > least ? (2 ** exactBits / indexSpan - 1) / (most - least) : 0
  for (let index = 0; index < count; index++)
    packed[index] = Math.floor((packed[index]! - least) * scale) * indexSpan + index
  packed.sort()

  const order = new Uint32Array(count)
  let alike = 0
  let last = -1
  for (let at = 0; at < count; at++) {
    const first = Math.floor(packed[at]! / indexSpan)
    order[at] = packed[at]! - first * indexSpan
    if (first !== last) {
      if (at - alike > 1) settleAlike(order.subarray(alike, at), words, wordsEach)
      alike = at
      last = first
    }
  }
  if (count - alike > 1) settleAlike(order.subarray(alike), words, wordsEach)
  return order
}

/** Those whose first bits are the same, by all of them. */
function settleAlike(order: Uint32Array, words: Uint32Array, wordsEach: number): void {
  order.sort((one, other) => compareDigests(words, one * wordsEach, other * wordsEach) || one - other)
}

function compareDigests(words: Uint32Array, one: number, other: number): number {
  for (let word = 0; word < 4; word++) {
    const difference = words[one + word]! - words[other + word]!
    if (difference !== 0) return difference
  }
  return 0
}

export function isSameDigest(words: Uint32Array, one: number, other: number): boolean {
  return (
    words[one] === words[other] &&
    words[one + 1] === words[other + 1] &&
    words[one + 2] === words[other + 2] &&
    words[one + 3] === words[other + 3]
  )
}
