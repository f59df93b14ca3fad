import { Readable } from 'node:stream'
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { ProblemError } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodedBody } from './decoded-body.ts'

const encoders = {
  gzip: (bytes: Uint8Array) => gzipSync(bytes),
  br: (bytes: Uint8Array) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
  identity: (bytes: Uint8Array) => Buffer.from(bytes),
}
type Encoding = keyof typeof encoders

const maxBytes = 2000
const encoding = fc.constantFrom<Encoding>('gzip', 'br', 'zstd', 'identity')
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: 0, max: 4000 }).map((length) => new Uint8Array(length)),
)
const change = fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }))

/** The content, or the code of the problem. Anything else that is thrown is a fault of ours. */
async function decode(sent: Buffer, name: string, pieces: number[]): Promise<Buffer | string> {
  const parts: Buffer[] = []
  for (let at = 0, turn = 0; at < sent.length; turn += 1) {
    const size = pieces[turn % pieces.length]!
    parts.push(sent.subarray(at, at + size))
    at += size
  }
  try {
    const chunks = await Array.fromAsync(decodedBody({ stream: Readable.from(parts), encoding: name, maxBytes }))
    return Buffer.concat(chunks)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return error.code
  }
}

test('a body comes out as it was, in whatever pieces, or is too large', async () => {
  const property = fc.asyncProperty(
    content,
    encoding,
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
    async (bytes, name, pieces) => {
      const expected = bytes.length > maxBytes ? 'input-too-large' : Buffer.from(bytes)
      expect(await decode(encoders[name](bytes), name, pieces)).toEqual(expected)
    },
  )
  await fc.assert(property, { numRuns: 150, seed: 7 })
})

test('a spoilt body is told as such or comes out as something, and never hangs', async () => {
  const property = fc.asyncProperty(
    content,
    encoding,
    fc.array(change, { minLength: 1, maxLength: 3 }),
    async (bytes, name, changes) => {
      const sent = changes.reduce((whole, [at, gone, more]) => {
        const from = at % (whole.length + 1)
        return Buffer.concat([whole.subarray(0, from), more, whole.subarray(from + gone)])
      }, encoders[name](bytes))
      const outcomes = [await decode(sent, name, [17]), await decode(sent, name, [5])]
      // Of two things that are wrong, which one is met first depends on how much is decoded at once.
      const refusals = outcomes.map((outcome) => (typeof outcome === 'string' ? 'refused' : outcome))
      expect(refusals[0]).toEqual(refusals[1])
      const codes = outcomes.filter((outcome) => typeof outcome === 'string')
      expect(codes.filter((code) => code !== 'input-too-large' && code !== 'malformed-body')).toEqual([])
    },
  )
  await fc.assert(property, { numRuns: 300, seed: 7 })
})
