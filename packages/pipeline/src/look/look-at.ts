import type { Format, ReadOptions } from '@syndicate/contracts'

/** How many bytes of an input are looked at before it is read. */
export const headBytes = 64 * 1024

/** What is said of an input. */
export interface Declared {
  format: Format
  reading: ReadOptions
  /** The media type it came with, with its parameters. */
  mediaType?: string | undefined
}

/** What an input turned out to be. */
export interface Looked {
  /** Everything that is needed to read it, found out or said. */
  reading: ReadOptions
  /** Makes UTF-8 of it; none when it is UTF-8, or no text. */
  decoder?: ByteDecoder
}

/** Makes UTF-8 of bytes in another encoding, however they are split. Throws malformed-input. */
export interface ByteDecoder {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

/** Finds out how an input is to be read. @param _head its first `headBytes`, or all of it */
export function lookAt(_head: Uint8Array, { reading }: Declared): Looked {
  return { reading }
}
