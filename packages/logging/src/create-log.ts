import { pino, stdTimeFunctions, type DestinationStream, type LogFn, type Logger } from 'pino'
import { errorInWords, shownError } from './shown-error.ts'
import { toldBy } from './tell-with.ts'
import { withoutCredentials } from './without-credentials.ts'
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
    hooks: { logMethod: write, streamWrite: withoutCredentials },
  }
  const log = destination ? pino(options, destination) : pino(options)
  // Pino formats lines of children as it does those of their parent, and not what they add to each.
  const { child } = log
  log.child = function childOf(this: Logger, bindings, ...rest) {
    return child.call(this, withoutSecrets(bindings), ...rest)
  } as typeof child
  return log
}

/** Without words of its own a line about an error has the error's, which Pino takes as they are. */
function write(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [about, words] = args as unknown[]
  const error = about instanceof Error ? about : (about as { err?: unknown } | undefined)?.err
  if (error === undefined || words !== undefined) return method.apply(this, args)
  method.call(this, about, errorInWords(error))
}

/** For whoever builds a gateway without a log: tests, mostly. */
export const silentLog: Log = pino({ level: 'silent' })
