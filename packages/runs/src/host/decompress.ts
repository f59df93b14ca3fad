import { promisify } from 'node:util'
import { zstdDecompress, zstdDecompressSync, type ZstdOptions } from 'node:zlib'

type Options = Pick<ZstdOptions, 'maxOutputLength' | 'chunkSize'>

/** What Node returns with `info`, which its types do not say. */
interface Unpacked {
  buffer: Buffer
  engine: { bytesWritten: number }
}

const unpackAside = promisify(zstdDecompress)

/** The content of zstd frames. Throws when they are damaged, also where Node takes what it does not know for the end. */
export function decompress(frames: Uint8Array, options: Options): Uint8Array {
  return whole(frames, zstdDecompressSync(frames, { ...options, info: true }))
}

/** The same off the event loop. */
export async function decompressAside(frames: Uint8Array, options: Options): Promise<Uint8Array> {
  return whole(frames, await unpackAside(frames, { ...options, info: true }))
}

function whole(frames: Uint8Array, unpacked: unknown): Uint8Array {
  const { buffer, engine } = unpacked as Unpacked
  if (engine.bytesWritten !== frames.byteLength)
    throw new Error(`Damaged frame: only ${engine.bytesWritten} of ${frames.byteLength} bytes are zstd`)
  return buffer
}
