import { shownError } from '@syndicate/runs'
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
  'clientSecret',
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
