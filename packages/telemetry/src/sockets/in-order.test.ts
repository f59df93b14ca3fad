import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'
import { createWaitingBytes } from './waiting-bytes.ts'

const MiB = 1024 * 1024

function setUp() {
  const handled: PromiseWithResolvers<void>[] = []
  const waiting = createWaitingBytes({ most: 5 * MiB, mostOfUser: 3 * MiB })
  const open = (userId: string) => {
    const socket = {
      readyState: 1 as const,
      isPaused: false,
      closed: null as number | null,
      pause: () => void (socket.isPaused = true),
      resume: () => void (socket.isPaused = false),
      close: (code: number) => void (socket.closed = code),
    }
    const listen = inOrder(socket, {
      hold: (bytes) => waiting.take(userId, bytes),
      handle: () => {
        handled.push(Promise.withResolvers())
        return handled.at(-1)!.promise
      },
    })
    return { socket, send: (bytes: number) => listen(Buffer.alloc(bytes)) }
  }
  return { handled, open }
}

test('a peer is held back by the messages that wait, and by their bytes', async () => {
  const { handled, open } = setUp()
  const [many, large] = [open('a'), open('b')]
  for (let n = 0; n < 63; n += 1) many.send(1)
  large.send(256 * 1024 - 1)
  expect([many.socket.isPaused, large.socket.isPaused]).toEqual([false, false])
  many.send(1)
  large.send(1)
  expect([many.socket.isPaused, large.socket.isPaused]).toEqual([true, true])
  for (let n = 0; n < 66; n += 1) {
    await expect.poll(() => handled.length, { interval: 1 }).toBeGreaterThan(n)
    handled[n]!.resolve()
  }
  await expect.poll(() => [many.socket.isPaused, large.socket.isPaused]).toEqual([false, false])
})

test('one that sends more than there is room for is sent away, and others go on', async () => {
  const { handled, open } = setUp()
  const [one, beside, other] = [open('a'), open('a'), open('b')]
  for (let n = 0; n < 2; n += 1) one.send(MiB)
  beside.send(MiB)
  expect(one.socket.closed).toBeNull()
  beside.send(1)
  expect([one.socket.closed, beside.socket.closed]).toEqual([null, 1013])
  for (let n = 0; n < 2; n += 1) other.send(MiB)
  expect(other.socket.closed).toBeNull()
  open('c').send(1)
  await expect.poll(() => handled.length).toBe(3)
  for (const each of handled) each.resolve()
})

test('messages that came together are each read in a turn of their own', async () => {
  const { handled, open } = setUp()
  const { send } = open('a')
  send(1)
  send(1)
  await Promise.resolve()
  handled[0]!.resolve()
  for (let n = 0; n < 20; n += 1) await Promise.resolve()
  expect(handled).toHaveLength(1)
  await expect.poll(() => handled.length, { interval: 1 }).toBe(2)
})
