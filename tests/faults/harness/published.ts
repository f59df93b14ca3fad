import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { expectedOf, publishedLinesOf, type Expected, type InputSpec } from './oracle.ts'

/** What reading a dataset from end to end has shown. */
export interface Reading {
  lines: number
  /** Numbers of the runs that were there, whole. */
  runs: Set<number>
  /** In words; at most a few. */
  violations: string[]
}

/** A run in the middle of being read. */
interface OpenRun {
  run: number
  left: number
  expected: Generator<string>
}

const enough = 5

/**
 * Compares what a reader gets, byte by byte, with what should be there of each run: all of it, once, in order, or nothing.
 * @param specOf what a run of that number was given
 */
export async function checkPublished(
  body: ReadableStream<Uint8Array>,
  specOf: (run: number) => InputSpec | undefined,
): Promise<Reading> {
  const reading: Reading = { lines: 0, runs: new Set(), violations: [] }
  let open: OpenRun | null = null
  const complain = (violation: string) => {
    if (reading.violations.length < enough) reading.violations.push(violation)
  }

  function begin(line: string): OpenRun | null {
    const run = runOf(line)
    const spec = run === null ? undefined : specOf(run)
    if (!spec) return (complain(`a line of no run that was asked for: ${line}`), null)
    if (reading.runs.has(spec.run)) complain(`run ${spec.run} is there twice`)
    reading.runs.add(spec.run)
    return { run: spec.run, left: expectationOf(spec).counts.loaded, expected: publishedLinesOf(spec) }
  }

  for await (const line of createInterface({ input: Readable.fromWeb(body), crlfDelay: Infinity })) {
    reading.lines++
    open ??= begin(line)
    if (!open) continue
    const { value } = open.expected.next() as { value: string | undefined }
    if (line !== value) {
      complain(`run ${open.run}: ${line} where ${value ?? 'nothing'} should be`)
      open = null
    } else if (--open.left === 0) open = null
  }
  if (open) complain(`run ${open.run} lacks its last ${open.left} lines`)
  return reading
}

const expectations = new Map<string, Expected>()

/** What is expected of an input, worked out once. */
export function expectationOf(spec: InputSpec): Expected {
  const key = `${spec.seed} ${spec.run} ${spec.records}`
  const known = expectations.get(key)
  if (known) return known
  const expected = expectedOf(spec)
  expectations.set(key, expected)
  return expected
}

function runOf(line: string): number | null {
  const run = /^\{"run":(\d+),/.exec(line)?.[1]
  return run === undefined ? null : Number(run)
}
