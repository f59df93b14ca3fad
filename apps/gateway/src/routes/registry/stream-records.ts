import { Readable } from 'node:stream'
import type { Frame } from '@syndicate/catalog'
import { asMembers, bytesOf, linesOf } from './record-lines.ts'

/** The stored frames one after another: a zstd stream of NDJSON. */
export async function* storedBytes(frames: AsyncIterable<Frame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) yield frame.data
}

/** The same for who cannot read zstd. */
export async function* ndjsonBytes(frames: AsyncIterable<Frame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) yield* bytesOf(frame)
}

/** Whole lines of all frames. */
export async function* allLines(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const frame of frames) yield* linesOf(frame)
}

/** A JSON document around the records, which are JSON already. */
export async function* jsonText(
  batches: AsyncIterable<Buffer>,
  about: { dataset: string; version: number },
): AsyncGenerator<Uint8Array | string> {
  yield `${JSON.stringify(about).slice(0, -1)},"records":[`
  let separator = ''
  for await (const lines of batches) {
    if (separator !== '') yield separator
    yield asMembers(lines)
    separator = ','
  }
  yield '],"next":null}'
}

/**
 * A stream over a generator that has begun: what is wrong with its source is thrown here, before an answer has begun.
 * The second value is asked for as well, as the first may be a header that needs no source.
 */
export async function primed(source: AsyncGenerator<Uint8Array | string>): Promise<Readable> {
  const begun = [await source.next(), await source.next()]
  async function* all(): AsyncGenerator<Uint8Array | string> {
    try {
      for (const each of begun) if (!each.done) yield each.value
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return Readable.from(all(), { objectMode: false })
}
