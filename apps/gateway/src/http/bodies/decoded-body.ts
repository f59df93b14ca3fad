import { pipeline, Readable, type Duplex } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib'
import { ProblemError } from '@syndicate/contracts'
import { leastRecordBytes } from '@syndicate/pipeline'
import { slowestPace, steadyBody } from './steady-body.ts'

/** A window of 8 MiB, all that RFC 9659 lets a sender ask for: the frame says how much memory it takes. */
const windowLog = 23

/** What a decoder remembers of what came out of it, at most, in bytes; zstd is also known where nobody says it. */
const windows: Record<string, number> = { zstd: 2 ** windowLog, br: 16 * 1024 * 1024, identity: 2 ** windowLog }

/** Memory that undoing a Content-Encoding takes once so much has come out of it. */
export function decoderBytes(encoding: string | undefined, decoded: number): number {
  return Math.min(decoded, windows[(encoding ?? 'identity').trim().toLowerCase()] ?? 0)
}

/** What unfolds to more than this, its records counted at their least … */
const largeBytes = 64 * 1024 * 1024
/** … may be so many times its size on the wire: far more than data is, far less than a bomb. */
const mostGrowth = 200

const decoders = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLog } }),
} satisfies Record<string, () => Decoder>

/** What compressed bodies begin with, which nothing begins with that we read. */
const marks: Record<string, number[]> = { gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] }
const markBytes = 4

/** `bytesWritten` counts what went into the content, whatever was offered. */
type Decoder = Duplex & { readonly bytesWritten: number }

interface Body {
  stream: Readable
  encoding: string | undefined
  /** Most bytes after decoding. */
  maxBytes: number
  /** How long it may take the sender to send next to nothing. */
  stalledMs?: number
  /** What whoever reads the body has found in it so far. */
  found?: { readonly records: number }
}

/**
 * The bytes of a request body with its Content-Encoding undone, one buffer of the decoder at a time. Files are often sent
 * compressed by who does not say so: gzip and zstd are known by how they begin.
 * @throws ProblemError unsupported-encoding, input-too-large, malformed-body, upload-incomplete
 */
export async function* decodedBody({
  stream,
  encoding,
  maxBytes,
  stalledMs,
  found = { records: 0 },
}: Body): AsyncGenerator<Uint8Array> {
  let bytes = 0
  let sent = 0
  let zerosAtEnd = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of steadyBody(stream, slowestPace(stalledMs))) {
      sent += chunk.byteLength
      zerosAtEnd = countZerosAtEnd(chunk, zerosAtEnd)
      yield chunk
    }
  }
  const came = counted()
  try {
    const { head, whole } = await peek(came, markBytes)
    const name = (encoding ?? encodingBy(head) ?? 'identity').trim().toLowerCase()
    const decoder = decoderOf(name)
    for await (const chunk of decoder ? through(decoder, whole) : whole) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw new ProblemError('input-too-large', `The input may have at most ${maxBytes} bytes`)
      refuseBomb(sent, bytes, found.records)
      yield chunk
    }
    // A decoder may stop where it sees an end, and say nothing of what comes after it. Zeros behind gzip are padding.
    if (decoder && decoder.bytesWritten < sent - (name.endsWith('gzip') ? zerosAtEnd : 0))
      throw new ProblemError('malformed-body', 'The body goes on where its Content-Encoding ends')
  } catch (cause) {
    throw asProblem(cause)
  } finally {
    // Whoever stops early lets go of the stream, wherever reading it had come to.
    came.return(undefined).catch(() => {})
  }
}

/** Many tiny records are as dear as fewer large ones. */
function refuseBomb(sent: number, bytes: number, records: number): void {
  const unfolded = Math.max(bytes, records * leastRecordBytes)
  if (unfolded <= largeBytes || unfolded <= sent * mostGrowth) return
  const counts = `${sent} bytes, of which ${bytes} bytes and ${records} records have come so far`
  throw new ProblemError(
    'input-too-large',
    `It unfolds to more than ${mostGrowth} times its size (${counts}; a record counts as ${leastRecordBytes} bytes at least); send it less packed, or in parts`,
  )
}

/** Reads the first bytes ahead. `whole` has them again. */
async function peek(
  body: AsyncGenerator<Uint8Array>,
  bytes: number,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  let head = new Uint8Array()
  while (head.byteLength < bytes) {
    const next = await body.next()
    if (next.done) break
    // As it is, if it is enough: mostly there is nothing to join.
    head = head.byteLength === 0 ? next.value.slice() : Buffer.concat([head, next.value])
  }
  async function* whole() {
    if (head.byteLength > 0) yield head
    yield* body
  }
  return { head, whole: whole() }
}

function encodingBy(head: Uint8Array): string | undefined {
  return Object.keys(marks).find((name) => marks[name]!.every((byte, i) => head[i] === byte))
}

/** How many zeros a body ends with. @param before how many it ended with before this chunk */
function countZerosAtEnd(chunk: Uint8Array, before: number): number {
  let i = chunk.length
  while (i > 0 && chunk[i - 1] === 0) i--
  return i === 0 ? before + chunk.length : chunk.length - i
}

function decoderOf(name: string): Decoder | null {
  if (name === 'identity' || name === '') return null
  const make = Object.hasOwn(decoders, name) ? decoders[name as keyof typeof decoders] : undefined
  if (!make) {
    throw new ProblemError('unsupported-encoding', `Supported are ${Object.keys(decoders).join(', ')} and identity`)
  }
  return make()
}

function through(decoder: Decoder, body: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  // What breaks on the way in destroys the decoder with its error, and the loop over the decoder throws it.
  return pipeline(Readable.from(body, { objectMode: false }), decoder, () => {})
}

function asProblem(error: unknown): unknown {
  const code = (error as { code?: unknown }).code
  if (error instanceof ProblemError || typeof code !== 'string') return error
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new ProblemError('upload-incomplete', undefined, { cause: error })
  if (/^(Z_|ZSTD_|BR_|ERR_BROTLI|ERR__ERROR|ERR_ZSTD)/.test(code)) {
    return new ProblemError('malformed-body', 'The body is not what its Content-Encoding says', { cause: error })
  }
  return error
}
