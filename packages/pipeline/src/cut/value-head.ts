/** What the head of a binary value says about the rest of it. Filled in place: there is one for every value in an input. */
export interface ValueHead {
  /** Bytes of the head and of the content directly behind it. */
  bytes: number
  /** Values that follow as its content; Infinity when a break ends them. */
  items: number
  isArray: boolean
  /** Ends a value of unknown length; is none itself. */
  isBreak: boolean
}

/**
 * Reads the head at `at`. Returns false when the bytes end before it does, or `at` is past them.
 * Throws an Error for a byte that starts no value.
 */
export type ReadHead = (view: DataView, at: number, head: ValueHead) => boolean

export function emptyHead(): ValueHead {
  return { bytes: 0, items: 0, isArray: false, isBreak: false }
}

export function resetHead(head: ValueHead): void {
  head.bytes = 1
  head.items = 0
  head.isArray = false
  head.isBreak = false
}
