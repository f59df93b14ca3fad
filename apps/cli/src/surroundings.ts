import type { ReadStream, WriteStream } from 'node:tty'

/** What the process is given. `main.ts` alone knows the real ones. */
export interface Surroundings {
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  stdin: ReadStream
  stdout: WriteStream
  stderr: WriteStream
  homeFolder: string
  /** Where a relative path of a file begins. */
  folder: string
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal
}
