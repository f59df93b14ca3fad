import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'
import { shownError } from './shown-error.ts'
import { toldBy } from './tell-with.ts'
import { withoutSecrets } from './without-secrets.ts'

export type Log = Logger

interface LogOptions {
  /** Which program writes. */
  app: 'gateway' | 'worker'
  /** Least of what is written. @default 'info' */
  level?: string
}

/**
 * The log of a program: one JSON object a line, with the level by its name and the time as ISO 8601 has it. Of an error only
 * what helps to find it, and whatever may be a secret is blanked.
 * @param destination standard output, when left out
 */
export function createLog({ app, level = 'info' }: LogOptions, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { app, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: (line: object) => withoutSecrets(line) },
    serializers: { err: (error: unknown) => shownError(error) },
    mixin: (_line: object, _level: number, log: Logger) => toldBy(log),
  }
  return destination ? pino(options, destination) : pino(options)
}

/** For whoever builds a gateway without a log: tests, mostly. */
export const silentLog: Log = pino({ level: 'silent' })
