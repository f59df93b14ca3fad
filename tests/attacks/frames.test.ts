import { constants, deflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { openSocket } from '../acceptance/socket.ts'
import { startSystem } from '../acceptance/system.ts'
import { frame, openRawSocket, opcodes, type Frame } from './raw-socket.ts'
import { expectToHold, MiB } from './under-attack.ts'

const system = await startSystem({ workers: 0 })
afterAll(() => system.stop())
const user = await signIn(system.url)

/** What permessage-deflate makes of a message. */
function deflated(bytes: Uint8Array): Buffer {
  return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
}

const { continuation, text, ping, close } = opcodes

describe('a socket is closed that sends', () => {
  test.each<[string, number, Frame[]]>([
    ['a frame that unfolds to 100 MB', 1009, [{ reserved: 4, payload: deflated(Buffer.alloc(100 * MiB)) }]],
    [
      'what unfolds to as much in few pieces',
      1009,
      [
        { reserved: 4, fin: false, payload: deflated(Buffer.alloc(100 * MiB)).subarray(0, 50_000) },
        { opcode: continuation, payload: deflated(Buffer.alloc(100 * MiB)).subarray(50_000) },
      ],
    ],
    ['a frame that says it has a terabyte', 1009, [{ length: 1n << 40n }]],
    ['a frame whose length does not fit in a number', 1009, [{ length: (1n << 63n) - 1n }]],
    [
      'a message in twenty pieces',
      1008,
      [
        { fin: false, payload: 'x' },
        ...Array.from({ length: 20 }, (): Frame => ({ opcode: continuation, fin: false, payload: 'x' })),
      ],
    ],
    [
      'a message in endless empty pieces',
      1008,
      [{ fin: false }, ...Array.from({ length: 10_000 }, (): Frame => ({ opcode: continuation, fin: false }))],
    ],
    ['a frame without a mask', 1002, [{ masked: false, payload: '{}' }]],
    ['a frame of an unknown kind', 1002, [{ opcode: 3 }]],
    ['a frame with a reserved bit', 1002, [{ reserved: 2 }]],
    ['a piece of no message', 1002, [{ opcode: continuation, payload: 'x' }]],
    [
      'a message within a message',
      1002,
      [
        { fin: false, payload: 'x' },
        { opcode: text, payload: 'x' },
      ],
    ],
    ['a ping in pieces', 1002, [{ opcode: ping, fin: false }]],
    ['a ping of 126 bytes', 1002, [{ opcode: ping, payload: 'x'.repeat(126) }]],
    ['text that is not UTF-8', 1007, [{ payload: Buffer.of(0xc3, 0x28) }]],
    ['compressed nonsense', 1007, [{ reserved: 4, payload: Buffer.alloc(50, 0xff) }]],
    ['a close without a known reason', 1002, [{ opcode: close, payload: Buffer.of(0x03, 0xee) }]],
  ])('%s', async (_what, code, frames) => {
    await expectToHold(user, 100 * MiB, async () => {
      const { tcp, closed } = await openRawSocket(user)
      tcp.write(Buffer.concat(frames.map(frame)))
      expect(await closed).toBe(code)
    })
  })

  test('compressed frames that nobody agreed on', async () => {
    const { tcp, closed } = await openRawSocket(user, { compressed: false })
    tcp.write(frame({ reserved: 4, payload: deflated(Buffer.from('{}')) }))
    expect(await closed).toBe(1002)
  })

  test('pings without end and reads no answer', async () => {
    const other = await openSocket(user)
    await expectToHold(user, 100 * MiB, async () => {
      const { tcp, closed } = await openRawSocket(user)
      tcp.pause()
      const pings = Buffer.concat(
        Array.from({ length: 8_000 }, () => frame({ opcode: ping, payload: 'x'.repeat(125) })),
      )
      let gone = false
      void closed.then(() => (gone = true))
      // Each answer is as long as its ping: unbounded, they would fill hundreds of megabytes.
      for (let sent = 0; sent < 300 && !gone; sent += 1) {
        if (tcp.write(pings)) continue
        await Promise.race([new Promise((resolve) => tcp.once('drain', resolve)), closed])
      }
      expect(gone).toBe(true)
    })
    await other.subscribe(['telemetry.live'])
  })
})
