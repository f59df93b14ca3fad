import { int } from './operators.ts'
import { overload, type Overload } from './overload.ts'
import { durationNanos, printDuration, printTimestamp, timestampNanos } from './times.ts'
import { Duration, kindOf, Timestamp, TypeValue, Uint, type Kind } from './values.ts'

const time = 'google.protobuf.Timestamp'
const span = 'google.protobuf.Duration'
const second = 1_000_000_000n
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const bools = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
])
const words = new Map([
  ['inf', Infinity],
  ['infinity', Infinity],
  ['nan', NaN],
])
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The value as a text, for an error. */
function cannot(value: unknown, kind: string): never {
  throw new Error(`${JSON.stringify(String(value).slice(0, 80))} is no ${kind}`)
}

function wholeOf(value: number, kind: string): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : cannot(value, kind)
}

/** Of a double; its very first and last are left out, as they may be rounded ones. */
function toInt(value: number): bigint {
  return Math.abs(value) < 2 ** 63 ? wholeOf(value, 'int') : cannot(value, 'int of 64 bits')
}

function toDouble(text: string): number {
  if (decimal.test(text)) return Number(text)
  const [, sign, word = ''] = /^([+-]?)([a-z]+)$/i.exec(text) ?? []
  const value = words.get(word.toLowerCase()) ?? cannot(text, 'double')
  return sign === '-' ? -value : value
}

function printDouble(value: number): string {
  return Math.abs(value) === Infinity ? (value < 0 ? '-Inf' : '+Inf') : String(value)
}

function toText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Error('The bytes are no UTF-8')
  }
}

const same = (kind: Kind) => overload([kind], kind, (value: unknown) => value)

export const conversions: Record<string, Overload[]> = {
  dyn: [overload(['dyn'], 'dyn', (value: unknown) => value)],
  type: [overload(['dyn'], 'type', (value: unknown) => new TypeValue(kindOf(value)))],
  bool: [same('bool'), overload(['string'], 'bool', (text: string) => bools.get(text) ?? cannot(text, 'bool'))],
  int: [
    same('int'),
    overload(['uint'], 'int', ({ value }: Uint) => int(value)),
    overload(['double'], 'int', toInt),
    overload(['string'], 'int', (text: string) =>
      /^[+-]?\d{1,30}$/.test(text) ? int(BigInt(text.replace('+', ''))) : cannot(text, 'int'),
    ),
    overload([time], 'int', ({ nanos }: Timestamp) => (nanos - (((nanos % second) + second) % second)) / second),
  ],
  uint: [
    same('uint'),
    overload(['int'], 'uint', (value: bigint) => new Uint(value)),
    overload(['double'], 'uint', (value: number) =>
      value < 0 ? cannot(value, 'uint') : new Uint(wholeOf(value, 'uint')),
    ),
    overload(['string'], 'uint', (text: string) =>
      /^\d{1,30}$/.test(text) ? new Uint(BigInt(text)) : cannot(text, 'uint'),
    ),
  ],
  double: [
    same('double'),
    overload(['int'], 'double', Number),
    overload(['uint'], 'double', ({ value }: Uint) => Number(value)),
    overload(['string'], 'double', toDouble),
  ],
  string: [
    same('string'),
    overload(['bool'], 'string', String),
    overload(['int'], 'string', String),
    overload(['uint'], 'string', ({ value }: Uint) => String(value)),
    overload(['double'], 'string', printDouble),
    overload(['bytes'], 'string', toText),
    overload([time], 'string', ({ nanos }: Timestamp) => printTimestamp(nanos, 0)),
    overload([span], 'string', ({ nanos }: Duration) => printDuration(nanos)),
  ],
  bytes: [same('bytes'), overload(['string'], 'bytes', (text: string) => encoder.encode(text))],
  timestamp: [
    same(time),
    overload(
      ['string'],
      time,
      (text: string) => new Timestamp(timestampNanos(text) ?? cannot(text, 'time of RFC 3339')),
    ),
    overload(['int'], time, (seconds: bigint) => new Timestamp(seconds * second)),
  ],
  duration: [
    same(span),
    overload(['string'], span, (text: string) => new Duration(durationNanos(text) ?? cannot(text, 'duration'))),
  ],
}
