import { CliError } from '../cli-error.ts'
import type { Surroundings } from '../surroundings.ts'

export type Streams = Pick<Surroundings, 'stdin' | 'stderr' | 'interrupted'>

/** Questions go to standard error: standard output is for data. */
export const terminal = ({ stdin, stderr, interrupted }: Streams) => ({
  input: stdin,
  output: stderr,
  signal: interrupted,
})

/** @param what is asked for @param otherwise how it is said without being asked. @throws CliError wrongUse without a terminal */
export function requireTerminal({ stdin }: Streams, what: string, otherwise: string): void {
  if (!stdin.isTTY) throw new CliError('wrongUse', `There is no terminal to ask ${what}`, otherwise)
}
