import { pipeline, Readable, type Duplex } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib'
import { ProblemError } from '@syndicate/contracts'
import { slowestPace, steadyBody } from './steady-body.ts'

/** A window of 8 MiB, all that RFC 9659 lets a sender ask for: the frame says how much memory it takes. */
const windowLog = 23

/** What unfolds to more than this … */
const largeBytes = 64 * 1024 * 1024
/** … may be so many times its size on the wire: far more than data is, far less than a bomb. */
const mostGrowth = 200

const decoders = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLog } }),
} satisfies Record<string, () => Decoder>

/** `bytesWritten` counts what went into the content, whatever was offered. */
type Decoder = Duplex & { readonly bytesWritten: number }

interface Body {
  stream: Readable
  encoding: string | undefined
  /** Most bytes after decoding. */
  maxBytes: number
  /** How long it may take the sender to send next to nothing. */
  stalledMs?: number
}

/**
 * The bytes of a request body with its Content-Encoding undone, one buffer of the decoder at a time.
 * @throws ProblemError unsupported-encoding, input-too-large, malformed-body, upload-incomplete
 */
export async function* decodedBody({ stream, encoding, maxBytes, stalledMs }: Body): AsyncGenerator<Uint8Array> {
  let bytes = 0
  let sent = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of steadyBody(stream, slowestPace(stalledMs))) {
      sent += chunk.byteLength
      yield chunk
    }
  }
  try {
    const decoder = decoderOf(encoding)
    for await (const chunk of decoder ? through(decoder, counted()) : counted()) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw new ProblemError('input-too-large', `The input may have at most ${maxBytes} bytes`)
      if (bytes > largeBytes && bytes > sent * mostGrowth)
        throw new ProblemError('input-too-large', `It unfolds to more than ${mostGrowth} times its size`)
      yield chunk
    }
    // A decoder may stop where it sees an end, and say nothing of what comes after it.
    if (decoder && decoder.bytesWritten !== sent)
      throw new ProblemError('malformed-body', 'The body goes on where its Content-Encoding ends')
  } catch (cause) {
    throw asProblem(cause)
  }
}

function decoderOf(encoding: string | undefined): Decoder | null {
  const name = (encoding ?? 'identity').trim().toLowerCase()
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
