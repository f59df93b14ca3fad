import type { Stack } from '@syndicate/stack'
import { beside } from './beside/beside.ts'
import { big } from './big/big.ts'
import { keyed } from './keyed/keyed.ts'
import { large } from './large/large.ts'
import { login } from './login/login.ts'
import type { Options } from './options.ts'
import { pipeline } from './pipeline/pipeline.ts'
import { refused } from './refused/refused.ts'
import { small } from './small/small.ts'
import { sockets } from './sockets/sockets.ts'

/** What a benchmark works with: a stack of its own, freshly started. */
export interface BenchContext {
  stack: Stack
  options: Options
  print: (line: string) => void
  /** For files that go when the stack goes. */
  folder: string
}

/** Prints what it sees and returns the same figures for a file. */
export type Benchmark = (context: BenchContext) => Promise<object>

/** By the name it has on the command line, in the order they run. */
export const benchmarks: Record<string, Benchmark> = { large, refused, keyed, small, beside, login, sockets, big }

/** A benchmark of something that runs by itself. */
export type BareBenchmark = (context: Pick<BenchContext, 'options' | 'print'>) => Promise<object>

export const bareBenchmarks: Record<string, BareBenchmark> = { pipeline }

/** These take too long to be among all. */
export const onlyNamed = ['big']
