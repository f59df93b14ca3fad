import type { Readable, Writable } from 'node:stream'

/** A stream to write to, and what is known of the terminal behind it, if there is one. */
export type Sink = Writable & { isTTY?: boolean; columns?: number }

/** What a process is given. `main.ts` alone knows the real ones. */
export interface Surroundings {
  /** The words after the program's name. */
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  stdin: Readable & { isTTY?: boolean }
  stdout: Sink
  stderr: Sink
  homeFolder: string
  /** Where a relative path of a file begins. */
  folder: string
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal
  /** While another program has the terminal, Ctrl-C is for that. */
  lendTerminal: <T>(work: () => Promise<T>) => Promise<T>
}
