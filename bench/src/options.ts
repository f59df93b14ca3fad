import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  names: string[]
  /** large: records of the input. */
  records: number
  /** large: how often floor and ours take turns; beside: large runs at once. */
  rounds: number
  /** small, beside: sequential runs of one record. */
  runs: number
  /** small: length of the sustained part; sockets: of the quiet part and of the one with events. */
  seconds: number
  /** small: starts under way at once in the sustained part. */
  atOnce: number
  /** login: sign-ins. */
  logins: number
  /** sockets: how many. */
  sockets: number
  workers: number
  /** Gets the figures. */
  json: string | undefined
  /** A folder that gets a CPU profile of the gateway and each worker. */
  profile: string | undefined
}

const defaults = {
  records: 1_000_000,
  rounds: 3,
  runs: 300,
  seconds: 5,
  atOnce: 32,
  logins: 30,
  sockets: 10_000,
  workers: 2,
}

/**
 * Reads `[large] [small] [beside] [login] [--records N] …`; no name means all.
 * @throws Error on an unknown benchmark or option, or when a number is none
 */
export function readOptions(argv: string[], known: string[]): Options {
  const { values, positionals } = parseArgs({
    args: argv.filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: {
      records: { type: 'string' },
      rounds: { type: 'string' },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      'at-once': { type: 'string' },
      logins: { type: 'string' },
      sockets: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return {
    names: positionals.length > 0 ? known.filter((name) => positionals.includes(name)) : known,
    records: positive('records', values.records, defaults.records),
    rounds: positive('rounds', values.rounds, defaults.rounds),
    runs: positive('runs', values.runs, defaults.runs),
    seconds: positive('seconds', values.seconds, defaults.seconds),
    atOnce: positive('at-once', values['at-once'], defaults.atOnce),
    logins: positive('logins', values.logins, defaults.logins),
    sockets: positive('sockets', values.sockets, defaults.sockets),
    workers: positive('workers', values.workers, defaults.workers),
    json: values.json && resolve(values.json),
    profile: values.profile && resolve(values.profile),
  }
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} is ${text}, and should be a whole number above 0`)
}
