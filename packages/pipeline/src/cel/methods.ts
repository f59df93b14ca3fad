import { toBase64 } from '../decode/base64.ts'
import { matchesLinearly } from './linear-matches.ts'
import { overload, type Overload } from './overload.ts'
import { byCodePoints, codePoints, lowerAscii, trimmed, upperAscii } from './texts.ts'
import { clockIn } from './times.ts'
import { keysOfMap, type Duration, type Timestamp } from './values.ts'

const time = 'google.protobuf.Timestamp'
const span = 'google.protobuf.Duration'

export const size: Overload[] = [
  overload(['string'], 'int', (text: string) => BigInt(codePoints(text))),
  overload(['bytes'], 'int', (bytes: Uint8Array) => BigInt(bytes.length)),
  overload(['list'], 'int', (list: unknown[]) => BigInt(list.length)),
  overload(['map'], 'int', (map: unknown) => BigInt(keysOfMap(map).length)),
]

/** Of a moment, as clocks in UTC or in a zone show it. */
function onClock(read: (clock: Date) => number): Overload[] {
  return [
    overload([time], 'int', ({ nanos }: Timestamp) => BigInt(read(clockIn(nanos, 'UTC')))),
    overload([time, 'string'], 'int', ({ nanos }: Timestamp, zone: string) => BigInt(read(clockIn(nanos, zone)))),
  ]
}

/** Of a span, all of it in a unit. */
function inUnits(unitNanos: bigint, of?: bigint): Overload {
  return overload([span], 'int', ({ nanos }: Duration) => (of === undefined ? nanos : nanos % of) / unitNanos)
}

function dayOfYear(clock: Date): number {
  const first = new Date(clock)
  first.setUTCMonth(0, 1)
  return Math.round((clock.getTime() - first.getTime()) / 86_400_000)
}

const ofTexts = (apply: (text: string, other: string) => boolean) => [overload(['string', 'string'], 'bool', apply)]

function join(list: unknown[], between = ''): string {
  if (!list.every((item) => typeof item === 'string')) throw new Error('join() takes a list of texts')
  return list.join(between)
}

/** By name; each takes its receiver first. */
export const methods: Record<string, Overload[]> = {
  size,
  contains: ofTexts((text, part) => text.includes(part)),
  startsWith: ofTexts((text, start) => text.startsWith(start)),
  endsWith: ofTexts((text, end) => text.endsWith(end)),
  matches: ofTexts(matchesLinearly),
  lowerAscii: [overload(['string'], 'string', lowerAscii)],
  upperAscii: [overload(['string'], 'string', upperAscii)],
  trim: [overload(['string'], 'string', trimmed)],
  ...byCodePoints,
  join: [overload(['list'], 'string', join), overload(['list', 'string'], 'string', join)],
  hex: [
    overload(['bytes'], 'string', (bytes: Uint8Array) =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    ),
  ],
  base64: [overload(['bytes'], 'string', toBase64)],
  getFullYear: onClock((clock) => clock.getUTCFullYear()),
  getMonth: onClock((clock) => clock.getUTCMonth()),
  getDate: onClock((clock) => clock.getUTCDate()),
  getDayOfMonth: onClock((clock) => clock.getUTCDate() - 1),
  getDayOfWeek: onClock((clock) => clock.getUTCDay()),
  getDayOfYear: onClock(dayOfYear),
  getHours: [...onClock((clock) => clock.getUTCHours()), inUnits(3_600_000_000_000n)],
  getMinutes: [...onClock((clock) => clock.getUTCMinutes()), inUnits(60_000_000_000n)],
  getSeconds: [...onClock((clock) => clock.getUTCSeconds()), inUnits(1_000_000_000n)],
  // Of a span alone those of its last second, as CEL has it.
  getMilliseconds: [...onClock((clock) => clock.getUTCMilliseconds()), inUnits(1_000_000n, 1_000_000_000n)],
}
