import { Readable } from 'node:stream'
import type { Frame } from '@syndicate/catalog'
import { openFrame } from './open-frame.ts'

/** The stored frames one after another: a zstd stream of NDJSON. */
export async function* storedBytes(frames: AsyncIterable<Frame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) yield frame.data
}

export async function* ndjsonBytes(frames: AsyncIterable<Frame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) yield openFrame(frame.data)
}

/** A JSON document around the records; lines are JSON texts without line breaks, so commas are all that is missing. */
export async function* jsonText(frames: AsyncIterable<Frame>, about: { dataset: string; version: number }): AsyncGenerator<string> {
  yield `${JSON.stringify(about).slice(0, -1)},"records":[`
  let separator = ''
  for await (const frame of frames) {
    const text = (await openFrame(frame.data)).toString().trimEnd()
    if (text === '') continue
    yield separator + text.replaceAll('\n', ',')
    separator = ','
  }
  yield '],"next":null}'
}

/**
 * A stream over a generator whose first value is already there: what the generator throws at its start is thrown here,
 * before an answer has begun.
 */
export async function primed(source: AsyncGenerator<Uint8Array | string>): Promise<Readable> {
  const first = await source.next()
  async function* all(): AsyncGenerator<Uint8Array | string> {
    try {
      if (!first.done) yield first.value
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return Readable.from(all(), { objectMode: false })
}
