import { createZstdDecompress, zstdDecompressSync } from 'node:zlib'
import { roomFor } from './output-room.ts'

/** What Node returns with `info`, which its types do not say. */
interface Unpacked {
  buffer: Buffer
  engine: { bytesWritten: number }
}

/** Large enough to keep a reader busy, small enough to be nothing in memory. */
const pieceBytes = 128 * 1024

/** Records seldom become smaller than a twelfth. */
const mostRatio = 12

/**
 * The content of zstd frames. Throws when they are damaged, also where Node takes what it does not know for the end, or when
 * they hold more than `maxBytes`.
 */
export function decompress(frames: Uint8Array, maxBytes: number): Uint8Array {
  const { buffer, engine } = zstdDecompressSync(frames, {
    maxOutputLength: Math.max(1, maxBytes),
    // One more than there can be, or Node asks for the rest of nothing.
    chunkSize: roomFor(Math.min(frames.byteLength * mostRatio, maxBytes + 1)),
    info: true,
  }) as unknown as Unpacked
  requireAll(frames, engine)
  return buffer
}

/**
 * The same off the event loop and piece by piece: however large the content is, little of it is in memory.
 * Throws at the end at the latest when the frames are damaged or their content has more than `maxBytes`.
 */
export async function* decompressAside(frames: Uint8Array, maxBytes: number): AsyncGenerator<Buffer> {
  const decoder = createZstdDecompress({ chunkSize: pieceBytes })
  decoder.end(frames)
  let bytes = 0
  for await (const piece of decoder as AsyncIterable<Buffer>) {
    bytes += piece.byteLength
    if (bytes > maxBytes) throw new Error(`Damaged frame: it holds more than ${maxBytes} bytes`)
    yield piece
  }
  requireAll(frames, decoder)
}

function requireAll(frames: Uint8Array, { bytesWritten }: { bytesWritten: number }): void {
  if (bytesWritten !== frames.byteLength)
    throw new Error(`Damaged frame: only ${bytesWritten} of ${frames.byteLength} bytes are zstd`)
}
