import fc from 'fast-check'
import { messages } from '../../conformance/document.ts'
import { fitting, spoilt } from '../from-schema.ts'
import { oddValue } from '../odd-values.ts'
import { limits, seldom, sizeAbout } from '../sizes.ts'

/** A frame as it goes over the wire (RFC 6455), right or wrong. */
export interface FuzzFrame {
  /** Of 4 bits; 1 is text, 2 binary, 0 goes on with the one before, 8 to 10 control. */
  opcode: number
  fin: boolean
  /** Bits that only an extension may set. */
  reserved: number
  masked: boolean
  /** In latin1. May hold `{csrf}`. */
  payload: string
  /** How much longer than the payload the frame says it is; then nothing more comes. */
  missing: number
}

const client = ['SUBSCRIBE', 'UNSUBSCRIBE', 'TELEMETRY'].map((type) => messages[type]!)
const bytesOf = (text: string) => Buffer.from(text).toString('latin1')

const proven = fitting(client[0]!).map((message) => ({ ...(message as object), csrf: '{csrf}' }))
const telemetry = fc
  .record({
    id: fc.nat(),
    payload: oddValue,
    pipeline: fc.option(fc.constantFrom('telemetry', 'records'), { nil: undefined }),
  })
  .map((message) => ({ type: 'TELEMETRY', csrf: '{csrf}', ...message }))

const text = fc.oneof(
  { weight: 3, arbitrary: proven.map((message) => bytesOf(JSON.stringify(message))) },
  { weight: 3, arbitrary: telemetry.map((message) => bytesOf(JSON.stringify(message))) },
  { weight: 4, arbitrary: fc.oneof(...client.map(fitting)).map((message) => bytesOf(JSON.stringify(message))) },
  {
    weight: 4,
    arbitrary: spoilt(fc.oneof(...client.map(fitting))).map((message) => bytesOf(JSON.stringify(message) ?? '')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(proven, fc.nat(200)).map(([message, at]) => bytesOf(JSON.stringify(message)).slice(0, at)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '\xff\xfe', '\xed\xa0\x80', '{"type":"SUBSCRIBE"}\xc3', '\x00', '['.repeat(60_000)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
)

/** Messages about as large as they may be, by what makes them so. */
const grownText = fc.oneof(
  sizeAbout(limits.socketBytes).map((size) =>
    padded('{"type":"TELEMETRY","csrf":"{csrf}","id":1,"payload":{"a":"', size, '"}}'),
  ),
  sizeAbout(limits.messageBytes).map((size) => padded('{"type":"SUBSCRIBE","csrf":"{csrf}","topics":["', size, '"]}')),
  sizeAbout(Math.floor(limits.messageBytes / 6)).map(
    (size) => `{"type":"TELEMETRY","csrf":"{csrf}","id":1,${'"x":1,'.repeat(size)}"payload":1}`,
  ),
  sizeAbout(limits.jsonDepth).map(
    (size) => `{"type":"TELEMETRY","csrf":"{csrf}","id":1,"payload":${'['.repeat(size)}${']'.repeat(size)}}`,
  ),
  fitting(client[0]!, 1).map((message) => JSON.stringify({ ...(message as object), csrf: '{csrf}' })),
)

function padded(head: string, size: number, tail: string): string {
  return head.padEnd(size - tail.length, 'x') + tail
}

const whole = { opcode: 1, fin: true, reserved: 0, masked: true, missing: 0 }
const plain = seldom(text, grownText).map((payload): FuzzFrame => ({ ...whole, payload }))

/** A message in pieces, with a ping between them now and then. */
const pieces = fc
  .tuple(seldom(text, grownText), sizeAbout(limits.fragments), fc.nat(3))
  .map(([payload, count, pings]) => {
    const length = Math.ceil(payload.length / Math.max(1, count))
    return Array.from({ length: Math.max(1, count) }, (_, n): FuzzFrame[] => [
      { ...whole, opcode: n === 0 ? 1 : 0, fin: n >= count - 1, payload: payload.slice(n * length, (n + 1) * length) },
      ...(n < pings && n < count - 1 ? [{ ...whole, opcode: 9, payload: 'p'.repeat(n) }] : []),
    ]).flat()
  })

const odd: fc.Arbitrary<FuzzFrame> = fc.record({
  opcode: fc.oneof(fc.constantFrom(0, 1, 2, 8, 9, 10), fc.nat(15)),
  fin: fc.boolean(),
  reserved: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) }),
  masked: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  payload: fc.oneof(
    { weight: 9, arbitrary: text },
    { weight: 1, arbitrary: sizeAbout(limits.socketBytes).map((size) => ' '.repeat(size)) },
  ),
  missing: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 100, 2 ** 31, 2 ** 52) },
  ),
})

/** What is said in one go: mostly a frame, now and then a message in several. */
export const fuzzFrames: fc.Arbitrary<FuzzFrame[]> = fc.oneof(
  { weight: 25, arbitrary: plain.map((frame) => [frame]) },
  { weight: 5, arbitrary: odd.map((frame) => [frame]) },
  { weight: 1, arbitrary: pieces },
)

export function frameBytes({ opcode, fin, reserved, masked, payload, missing }: FuzzFrame, csrf: string): Buffer {
  const body = Buffer.from(payload.replaceAll('{csrf}', csrf), 'latin1')
  const length = body.length + missing
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  // A mask of zeros leaves the bytes as they are.
  return Buffer.concat([head, ...(masked ? [Buffer.alloc(4)] : []), body])
}
