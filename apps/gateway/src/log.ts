import { pino, type LoggerOptions } from 'pino'

const secrets = [
  'authorization',
  '["proxy-authorization"]',
  'cookie',
  'cookies',
  '["set-cookie"]',
  '["x-csrf-token"]',
  '["x-api-key"]',
  'apiKey',
  'secret',
  'jwtSecret',
  'jwtSecretPrevious',
  'hashKey',
  'password',
  'passwordHash',
  'currentPassword',
  'newPassword',
  'key',
  'secretHash',
  'token',
  'gsession',
  'csrf',
  'csrfToken',
]

interface ShownError {
  type: string
  message: string
  code?: string
  stack?: string
  cause?: unknown
  errors?: unknown[]
}

/**
 * Of an error what helps to find it: not what clients of databases hang on theirs, such as the command with its arguments,
 * for these are people's data.
 */
function shownError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as Error & { code?: unknown }
  const shown: ShownError = { type: error.name, message: withoutPassword(error.message) }
  if (typeof code === 'string') shown.code = code
  if (error.stack !== undefined) shown.stack = withoutPassword(error.stack)
  if (depth < 3 && error.cause !== undefined) shown.cause = shownError(error.cause, depth + 1)
  if (depth < 3 && error instanceof AggregateError) {
    shown.errors = error.errors.slice(0, 5).map((each) => shownError(each, depth + 1))
  }
  return shown
}

/** A connection's URL may be in a message, its password with letters that do not belong in a URL. */
function withoutPassword(text: string): string {
  return text.replace(/(\w+:\/\/[^\s:@/]*):[^\s"']*@/g, '$1:[redacted]@')
}

/** One JSON line an event; what could be a secret is blanked wherever an object with such a member is logged. */
export const logOptions: LoggerOptions = {
  base: { app: 'gateway', pid: process.pid },
  serializers: { err: (error: unknown) => shownError(error) },
  redact: {
    paths: secrets.flatMap((name) => {
      const member = name.startsWith('[') ? name : `.${name}`
      return [name, `*${member}`, `*.*${member}`]
    }),
    censor: '[redacted]',
  },
}

/** For whoever builds the gateway without a log: tests, mostly. */
export const silentLog = pino({ level: 'silent' })
