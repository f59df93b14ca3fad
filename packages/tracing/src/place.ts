/** A place in a trace: something that took time has it, and what it led to has places below. */
export interface Place {
  /** 32 hexadecimal digits. */
  traceId: string
  /** 16 hexadecimal digits. */
  spanId: string
  /** Whether the trace is one of those that are sent on. */
  isSampled: boolean
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Reads W3C's `traceparent` (Trace Context, level 1). @returns null where it is none */
export function readTraceparent(text: unknown): Place | null {
  const parts = typeof text === 'string' && text.length <= 512 ? form.exec(text) : null
  if (!parts) return null
  const [, version, traceId, spanId, flags, more] = parts
  // Of a later version more may follow; `ff` is none.
  if (version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return null
  return { traceId: traceId!, spanId: spanId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

export function writeTraceparent({ traceId, spanId, isSampled }: Place): string {
  return `00-${traceId}-${spanId}-0${Number(isSampled)}`
}

/** A new place below another. */
export function placeBelow({ traceId, isSampled }: Place): Place {
  return { traceId, spanId: newSpanId(), isSampled }
}

export function newSpanId(): string {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2))
  // All zeros would be none.
  return ((a! | 1) >>> 0).toString(16).padStart(8, '0') + b!.toString(16).padStart(8, '0')
}
