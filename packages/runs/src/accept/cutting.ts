import { ProblemError } from '@syndicate/contracts'
import type { NewInput } from '@syndicate/catalog'
import {
  askOfEnvelope,
  createCutter,
  headBytes,
  isReadWhole,
  lookAt,
  type CutLimits,
  type Cutter,
  type Declared,
} from '@syndicate/pipeline'

/** Uncompressed size of a part of an input that is stored as it comes, to be cut later. */
const rawPartBytes = 1024 * 1024

/** Makes the parts of an input out of its bytes, which may be used again after each call. */
export interface Cutting {
  push(bytes: Uint8Array): Uint8Array[]
  end(): Uint8Array[]
  /** What has been cut of an input that goes on, instead of its end. */
  leave(): Uint8Array[]
  /** Found so far. */
  readonly records: number
  /** How the input is read; known once its head is there. */
  readonly reading: Declared['reading']
  /** How long cutting has taken, in milliseconds. */
  readonly ms: number
  /** Why it has stopped: the rest of an input that makes no sense is read, for its size and its hash, and not kept. */
  readonly problem: NewInput['problem']
}

/** Looks at the head of an input first, and asks at its end. What throws then is not kept at all: the input is not what it says. */
export function createCutting(declared: Declared, limits: CutLimits): Cutting {
  let pending: Uint8Array[] | null = []
  let pendingBytes = 0
  let { reading } = declared
  let push: (bytes: Uint8Array) => Uint8Array[] = () => []
  let end: () => Uint8Array[] = () => []
  let records = () => 0
  let ms = 0
  let problem: NewInput['problem']

  function open(): Uint8Array[] {
    const head = Buffer.concat(pending ?? [])
    pending = null
    const looked = lookAt(head, declared)
    reading = looked.reading
    const parts = isReadWhole(declared.format)
      ? bySize()
      : createCutter(declared.format, limits, reading, declared.asSent)
    records = () => parts.records
    const { decoder } = looked
    const question = askOfEnvelope(declared)
    const take = (bytes: Uint8Array) => {
      question?.push(bytes)
      return parts.push(bytes)
    }
    push = (bytes) => attempt(() => take(decoder ? decoder.push(bytes) : bytes))
    end = () => {
      const last = attempt(() => [...(decoder ? take(decoder.end()) : []), ...parts.end()])
      question?.end()
      return last
    }
    return push(head)
  }

  function attempt(cut: () => Uint8Array[]): Uint8Array[] {
    if (problem) return []
    const began = performance.now()
    try {
      return cut()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problem = { code: error.code, detail: error.message }
      return []
    } finally {
      ms += performance.now() - began
    }
  }

  return {
    push(bytes) {
      if (!pending) return push(bytes)
      pending.push(Uint8Array.from(bytes))
      pendingBytes += bytes.byteLength
      return pendingBytes < headBytes ? [] : open()
    },
    end() {
      const parts = pending ? open() : []
      return [...parts, ...end()]
    },
    leave: () => (pending ? open() : []),
    get records() {
      return records()
    },
    get reading() {
      return reading
    },
    get ms() {
      return ms
    },
    get problem() {
      return problem
    },
  }
}

/** Parts of the same size. What records are in them is yet to be seen. */
function bySize(): Cutter {
  let pending: Uint8Array[] = []
  let size = 0
  const take = () => {
    const part = Buffer.concat(pending)
    pending = []
    size = 0
    return part
  }
  return {
    push(bytes) {
      const full: Uint8Array[] = []
      for (let at = 0; at < bytes.byteLength;) {
        // A copy, for the bytes may be used again by whoever gave them.
        const piece = Uint8Array.from(bytes.subarray(at, at + rawPartBytes - size))
        pending.push(piece)
        size += piece.byteLength
        at += piece.byteLength
        if (size === rawPartBytes) full.push(take())
      }
      return full
    },
    end: () => (size > 0 ? [take()] : []),
    records: 0,
  }
}
