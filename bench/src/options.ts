import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Input } from './inputs/input.ts'
import { inputs } from './inputs/inputs.ts'

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
  /** large: which inputs, one after the other. */
  inputs: Input[]
  /** large: whether peers take turns, too. */
  peers: boolean
  /** big: the size of the upload, 2^30 bytes. */
  gibibytes: number
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
  atOnce: 64,
  logins: 30,
  sockets: 10_000,
  inputs: 'telemetry',
  gibibytes: 5,
  workers: 2,
}

/**
 * Reads `[large] [small] [beside] [login] [--records N] …`; no name means all but those that are only run when named.
 * @throws Error on an unknown benchmark or option, or when a number is none
 */
export function readOptions(argv: string[], known: string[], onlyNamed: string[]): Options {
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
      inputs: { type: 'string' },
      peers: { type: 'boolean' },
      gibibytes: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return {
    names:
      positionals.length > 0
        ? known.filter((name) => positionals.includes(name))
        : known.filter((name) => !onlyNamed.includes(name)),
    records: positive('records', values.records, defaults.records),
    rounds: positive('rounds', values.rounds, defaults.rounds),
    runs: positive('runs', values.runs, defaults.runs),
    seconds: positive('seconds', values.seconds, defaults.seconds),
    atOnce: positive('at-once', values['at-once'], defaults.atOnce),
    logins: positive('logins', values.logins, defaults.logins),
    sockets: positive('sockets', values.sockets, defaults.sockets),
    inputs: inputsNamed(values.inputs ?? defaults.inputs),
    peers: values.peers ?? false,
    gibibytes: positive('gibibytes', values.gibibytes, defaults.gibibytes, Number.isFinite),
    workers: positive('workers', values.workers, defaults.workers),
    json: values.json && resolve(values.json),
    profile: values.profile && resolve(values.profile),
  }
}

function positive(name: string, text: string | undefined, otherwise: number, fits = Number.isInteger): number {
  const value = Number(text ?? otherwise)
  if (fits(value) && value > 0) return value
  throw new Error(`--${name} is ${text}, and should be a ${fits === Number.isInteger ? 'whole ' : ''}number above 0`)
}

function inputsNamed(text: string): Input[] {
  return text.split(',').map((name) => {
    const input = inputs[name]
    if (input) return input
    throw new Error(`There is no input ${name}; there are ${Object.keys(inputs).join(', ')}`)
  })
}
