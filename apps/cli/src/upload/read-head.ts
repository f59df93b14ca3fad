import zlib, { constants } from 'node:zlib'
import { CliError } from '../cli-error.ts'
import type { Source } from './open-source.ts'

/** What is looked at of a file, in bytes: the server reads no more. */
const headBytes = 4 * 1024 * 1024

/** The beginning of a file, unpacked. */
export interface Head {
  bytes: Uint8Array
  /** Whether that is all of it. */
  isWhole: boolean
}

/**
 * Reads the beginning of a source.
 * @param name as errors call it
 * @returns it, and a source that still gives all
 * @throws CliError wrongUse when it cannot be unpacked
 */
export async function readHead(source: Source, name: string): Promise<{ head: Head; source: Source }> {
  const { body, contentEncoding } = source
  const canBeReadAgain = typeof body === 'function'
  const reading = (canBeReadAgain ? body() : body)[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let size = 0
  let isOver = false
  while (!isOver && size <= headBytes) {
    const next = await reading.next()
    if (next.done) isOver = true
    else {
      pieces.push(next.value)
      size += next.value.byteLength
    }
  }
  if (canBeReadAgain) await reading.return?.()
  const packed = headOf(pieces, isOver)
  return {
    head: contentEncoding ? await unpack(packed, contentEncoding, name) : packed,
    source: canBeReadAgain ? source : { ...source, body: resumed(pieces, reading) },
  }
}

function headOf(pieces: readonly Uint8Array[], isOver: boolean): Head {
  const bytes = Buffer.concat(pieces)
  return { bytes: bytes.subarray(0, headBytes), isWhole: isOver && bytes.byteLength <= headBytes }
}

/** What was read already, and what comes behind it. */
async function* resumed(pieces: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces.splice(0)
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** What is cut gives what it can. */
const decoders = {
  gzip: () => zlib.createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => zlib.createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
} as const

async function unpack(
  { bytes, isWhole }: Head,
  encoding: NonNullable<Source['contentEncoding']>,
  name: string,
): Promise<Head> {
  if (encoding === 'zstd' && !('createZstdDecompress' in zlib)) {
    const hint = 'Pack it with gzip, or name a pipeline that is there: --pipeline sends it as it is.'
    throw new CliError('wrongUse', `This Node cannot look into ${name}: zstd takes Node 22.15`, hint)
  }
  const decoder = decoders[encoding]()
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    decoder.end(bytes)
    for await (const piece of decoder as AsyncIterable<Uint8Array>) {
      pieces.push(piece)
      size += piece.byteLength
      if (size > headBytes) break
    }
  } catch (cause) {
    throw new CliError('wrongUse', `${name} is no ${encoding}: ${(cause as Error).message}`, undefined, { cause })
  }
  return headOf(pieces, isWhole && size <= headBytes)
}
