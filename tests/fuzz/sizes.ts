import { mostApplied } from '@syndicate/contracts'
import fc from 'fast-check'

const KiB = 1024

/** What syndicate.yaml and the routes allow, in the units that each is counted in. */
export const limits = {
  headerBytes: 16 * KiB,
  urlCharacters: 8192,
  queryParameters: 100,
  pathCharacters: 100,
  /** Of a body that is parsed, of pipelines to apply, and of what is no payload. */
  bodyBytes: 1024 * KiB,
  appliedBytes: mostApplied.bodyBytes,
  smallBodyBytes: 64 * KiB,
  jsonDepth: 64,
  socketBytes: 1024 * KiB,
  /** Of a message but for its payload. */
  messageBytes: 16 * KiB,
  fragments: 16,
}

/** The most bytes that a body of an operation may have. */
export function mostBytesOf(operation: string): number {
  return operation.endsWith('/apply') ? limits.appliedBytes : limits.bodyBytes
}

/** A size about a limit: up to it, it, and a little or much more. */
export function sizeAbout(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.nat(most) },
    { weight: 3, arbitrary: fc.integer({ min: Math.floor((most * 7) / 8), max: most }) },
    { weight: 2, arbitrary: fc.constant(most) },
    { weight: 2, arbitrary: fc.constant(most + 1) },
    { weight: 1, arbitrary: fc.integer({ min: most, max: most * 3 }) },
  )
}

/** Small ones tell as much and cost less: one of so many is drawn about a limit. */
export function seldom<T>(usual: fc.Arbitrary<T>, large: fc.Arbitrary<T>, oneOf = 50): fc.Arbitrary<T> {
  return fc.oneof({ weight: oneOf - 1, arbitrary: usual }, { weight: 1, arbitrary: large })
}
