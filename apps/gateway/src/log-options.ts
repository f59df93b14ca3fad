import type { LoggerOptions } from 'pino'

const secrets = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-csrf-token"]',
  'password',
  'passwordHash',
  'token',
  'csrf',
]

/** One JSON line an event; what could be a secret is blanked wherever an object with such a member is logged. */
export const logOptions: LoggerOptions = {
  base: { app: 'gateway', pid: process.pid },
  redact: {
    paths: secrets.flatMap((name) => {
      const member = name.startsWith('[') ? name : `.${name}`
      return [name, `*${member}`, `req.headers${member}`, `res.headers${member}`]
    }),
    censor: '[redacted]',
  },
}
