import type { Readable } from 'node:stream'
import { ProblemError } from '@syndicate/contracts'
import { within } from '@syndicate/timing'

interface Pace {
  /** At least so much has to arrive … */
  bytes: number
  /** … in so much time spent waiting for it. */
  ms: number
}

/** Slower than any line that is still in use. @param ms how long it may take for next to nothing */
export function slowestPace(ms = 30_000): Pace {
  return { bytes: 16 * 1024, ms }
}

/**
 * A body's chunks, as long as they keep coming: a sender of one byte a second would hold a place for hours. Only the
 * time we wait for the sender counts, not the time it waits for us. The stream is left as it is when the reader stops
 * early, so that a refusal can still be answered.
 * @throws ProblemError upload-incomplete
 */
export async function* steadyBody(stream: Readable, pace = slowestPace()): AsyncGenerator<Uint8Array> {
  let bytes = 0
  let waitedMs = 0
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  for (;;) {
    const startedAt = performance.now()
    const next = await within(pace.ms - waitedMs, chunks.next(), tooSlow)
    if (next.done) return
    waitedMs += performance.now() - startedAt
    bytes += next.value.byteLength
    if (bytes >= pace.bytes) [bytes, waitedMs] = [0, 0]
    yield next.value
  }
}

function tooSlow(): never {
  throw new ProblemError('upload-incomplete', 'The body comes too slowly')
}
