import { expect, test } from 'vitest'
import { createOutbox } from './outbox.ts'

const topic = 'system.stats'

function setUp() {
  const clock = { now: 0 }
  const sent: string[] = []
  const callbacks: (() => void)[] = []
  const socket = {
    bufferedAmount: 0,
    readyState: 1 as const,
    closed: null as number | null,
    send(text: unknown, callback: unknown) {
      sent.push(String(text))
      callbacks.push(callback as () => void)
    },
    close(code: number) {
      socket.closed = code
    },
  }
  const outbox = createOutbox(socket, 1000, () => clock.now)
  return { clock, sent, socket, outbox, written: () => callbacks.splice(0).forEach((callback) => callback()) }
}

test('a slow reader loses events, is told how many, and goes on', () => {
  const { sent, socket, outbox, written } = setUp()
  outbox.event({ topic, seq: 1, text: 'one' })
  socket.bufferedAmount = 1001
  outbox.event({ topic, seq: 1, text: 'two' })
  outbox.event({ topic, seq: 1, text: 'three' })
  socket.bufferedAmount = 600
  written()
  expect(sent).toEqual(['one'])
  outbox.event({ topic, seq: 1, text: 'four' })
  outbox.send({ type: 'HEARTBEAT', at: '' })
  socket.bufferedAmount = 400
  written()
  expect(sent.at(-1)).toBe('{"type":"GAP","topic":"system.stats","missed":3}')
  outbox.event({ topic, seq: 1, text: 'five' })
  expect(sent.at(-1)).toBe('five')
})

test('one that stays too slow is sent away', () => {
  const { clock, socket, outbox } = setUp()
  socket.bufferedAmount = 1001
  outbox.event({ topic, seq: 1, text: 'one' })
  clock.now = 15_000
  outbox.event({ topic, seq: 1, text: 'two' })
  expect(socket.closed).toBeNull()
  clock.now = 15_001
  outbox.event({ topic, seq: 1, text: 'three' })
  expect(socket.closed).toBe(1013)
})

test('one that asks without reading is sent away', () => {
  const { sent, socket, outbox } = setUp()
  socket.bufferedAmount = 2001
  outbox.send({ type: 'HEARTBEAT', at: '' })
  expect(sent).toEqual([])
  expect(socket.closed).toBe(1013)
})

test('there is room when nearly all was taken, and when the socket is closed', async () => {
  const { socket, outbox, written } = setUp()
  const order: string[] = []
  socket.bufferedAmount = 900
  outbox.event({ topic, seq: 1, text: 'one' })
  const room = outbox.room().then(() => order.push('room'))
  written()
  await Promise.resolve()
  order.push('less')
  socket.bufferedAmount = 100
  outbox.event({ topic, seq: 2, text: 'two' })
  written()
  await room
  expect(order).toEqual(['less', 'room'])
  socket.bufferedAmount = 900
  const closed = outbox.room()
  outbox.close()
  await closed
})
