import { ProblemError } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzInput, type FuzzInput } from '../testing/fuzz-input.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { createCutter } from './create-cutter.ts'
import type { CutLimits } from './cutter.ts'

const limits = fc.record({
  sliceBytes: fc.integer({ min: 1, max: 200 }),
  maxRecordBytes: fc.integer({ min: 1, max: 200 }),
  maxDocumentBytes: fc.integer({ min: 20, max: 400 }),
})
const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

/** The slices, or the problem that was told. Anything else that is thrown is a fault of ours. */
function cut({ format, bytes }: FuzzInput, within: CutLimits, pieces: number[], reused = true): unknown {
  try {
    const cutter = createCutter(format, within)
    const slices: Uint8Array[] = []
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      // As a host does that reads into the same Buffer again and again.
      const piece = Buffer.from(bytes.subarray(at, at + pieces[turn % pieces.length]!))
      at += piece.length
      slices.push(...cutter.push(piece))
      if (reused) piece.fill(0)
    }
    return [...slices, ...cutter.end()].map((slice) => [...slice])
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { code: error.code, told: error.message }
  }
}

test(
  'an input gives the same slices, or is refused for the same reason, however its bytes come',
  { timeout: fuzzTimeout },
  () => {
    const property = fc.property(fuzzInput, limits, steps, (input, within, pieces) => {
      const whole = cut(input, within, [Math.max(1, input.bytes.length)], false)
      expect(cut(input, within, pieces)).toEqual(whole)
      expect(cut(input, within, [1])).toEqual(whole)
    })
    fc.assert(property, fuzzRuns(500))
  },
)
