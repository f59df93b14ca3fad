export interface Random {
  /** From 0, below 1. */
  next(): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
}

/** The same numbers for the same seed, on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    return mix(state) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick(choices) {
      const choice = choices[Math.floor(next() * choices.length)]
      if (choice === undefined) throw new Error('There is nothing to choose from')
      return choice
    },
  }
}

/** Spreads the bits of a 32-bit number over all of it. */
export function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 15), 1 | value)
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)
  return (bits ^ (bits >>> 14)) >>> 0
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item)
}
