import { areEqual, compare } from './compare.ts'
import { overload, type Overload } from './overload.ts'
import { Duration, fieldOfMap, Timestamp, Uint, type Kind } from './values.ts'

const time = 'google.protobuf.Timestamp'
const span = 'google.protobuf.Duration'
const most = Number.MAX_SAFE_INTEGER

/** 64 bits, or an error: never a wrong number. */
export function int(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new Error('integer overflow')
  return value
}

/** An int beside a double. JSON's numbers are doubles, and people write `cpu * 2`. */
function asDouble(value: bigint): number {
  if (value > most || value < -most) throw new Error(`${value} cannot be calculated with a double exactly`)
  return Number(value)
}

function notZero(value: bigint, what: string): bigint {
  if (value === 0n) throw new Error(`${what} by zero`)
  return value
}

type Whole = (a: bigint, b: bigint) => bigint
type Real = (a: number, b: number) => number

/** Of numbers, each with its own kind and doubles with whole ones. */
function arithmetic(whole: Whole, real: Real): Overload[] {
  return [
    overload(['double', 'double'], 'double', real),
    overload(['int', 'int'], 'int', (a: bigint, b: bigint) => int(whole(a, b))),
    overload(['uint', 'uint'], 'uint', (a: Uint, b: Uint) => new Uint(whole(a.value, b.value))),
    overload(['double', 'int'], 'double', (a: number, b: bigint) => real(a, asDouble(b))),
    overload(['int', 'double'], 'double', (a: bigint, b: number) => real(asDouble(a), b)),
  ]
}

/** Of bytes and of lists: what is larger is no value of a record. */
const mostJoined = 1_000_000

function checkLength(length: number): void {
  if (length > mostJoined) throw new Error(`more than ${mostJoined} values or bytes`)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  checkLength(a.length + b.length)
  const bytes = new Uint8Array(a.length + b.length)
  bytes.set(a)
  bytes.set(b, a.length)
  return bytes
}

function listed(a: unknown[], b: unknown[]): unknown[] {
  checkLength(a.length + b.length)
  return [...a, ...b]
}

const plus: Overload[] = [
  ...arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  overload(['string', 'string'], 'string', (a: string, b: string) => a + b),
  overload(['bytes', 'bytes'], 'bytes', joined),
  overload(['list', 'list'], 'list', listed),
  overload([time, span], time, (a: Timestamp, b: Duration) => new Timestamp(a.nanos + b.nanos)),
  overload([span, time], time, (a: Duration, b: Timestamp) => new Timestamp(a.nanos + b.nanos)),
  overload([span, span], span, (a: Duration, b: Duration) => new Duration(a.nanos + b.nanos)),
]

const minus: Overload[] = [
  ...arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  overload([time, time], span, (a: Timestamp, b: Timestamp) => new Duration(a.nanos - b.nanos)),
  overload([time, span], time, (a: Timestamp, b: Duration) => new Timestamp(a.nanos - b.nanos)),
  overload([span, span], span, (a: Duration, b: Duration) => new Duration(a.nanos - b.nanos)),
]

function ordering(isSo: (order: number) => boolean): Overload[] {
  const apply = (a: unknown, b: unknown) => {
    const order = compare(a, b)
    return order !== undefined && isSo(order)
  }
  const numbers: Kind[] = ['double', 'int', 'uint']
  const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b]))
  const same: Kind[] = ['string', 'bool', 'bytes', time, span]
  return [...pairs, ...same.map((kind) => [kind, kind])].map((takes) => overload(takes, 'bool', apply))
}

export const operators: Record<string, Overload[]> = {
  '+': plus,
  '-': minus,
  '*': arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': arithmetic(
    (a, b) => a / notZero(b, 'division'),
    (a, b) => a / b,
  ),
  // Of doubles, too, which CEL leaves out: JSON has no other numbers.
  '%': arithmetic(
    (a, b) => a % notZero(b, 'modulo'),
    (a, b) => a % b,
  ),
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
  '==': [overload(['dyn', 'dyn'], 'bool', areEqual)],
  '!=': [overload(['dyn', 'dyn'], 'bool', (a: unknown, b: unknown) => !areEqual(a, b))],
  in: [
    overload(['dyn', 'list'], 'bool', (a: unknown, list: unknown[]) => list.some((item) => areEqual(a, item))),
    overload(['dyn', 'map'], 'bool', (key: unknown, map: unknown) => fieldOfMap(map, key) !== undefined),
  ],
  '!_': [overload(['bool'], 'bool', (a: boolean) => !a)],
  '-_': [overload(['double'], 'double', (a: number) => -a), overload(['int'], 'int', (a: bigint) => int(-a))],
}
