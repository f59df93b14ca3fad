import { malformedInput } from '../cut/malformed-input.ts'

/** Makes UTF-8 of bytes in another encoding, however they are split. Throws malformed-input for what is not in it. */
export interface ByteDecoder {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

export function createByteDecoder(encoding: string): ByteDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const encoder = new TextEncoder()
  let at = 0

  function decode(bytes: Uint8Array, stream: boolean): Uint8Array {
    try {
      return encoder.encode(decoder.decode(bytes, { stream }))
    } catch {
      throw malformedInput(`Not ${encoding}`, at)
    } finally {
      at += bytes.length
    }
  }

  return {
    push: (bytes) => decode(bytes, true),
    end: () => decode(new Uint8Array(), false),
  }
}

/** What the first gives, by the second. */
export function chained(first: ByteDecoder, second: ByteDecoder): ByteDecoder {
  return {
    push: (bytes) => second.push(first.push(bytes)),
    end() {
      const last = second.push(first.end())
      const more = second.end()
      const all = new Uint8Array(last.length + more.length)
      all.set(last)
      all.set(more, last.length)
      return all
    },
  }
}
