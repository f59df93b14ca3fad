import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const peer = Object.assign(new EventEmitter(), { ping: vi.fn(), terminate: vi.fn() })
  const beats: number[] = []
  const stop = startHeartbeat({ socket: peer as never, beat: (count) => beats.push(count) })
  return { peer, beats, stop }
}

test('a peer that answers is kept, with a beat every ten seconds', () => {
  const { peer, beats, stop } = setUp()
  for (let second = 0; second < 5; second += 1) {
    vi.advanceTimersByTime(10_000)
    peer.emit(second % 2 ? 'pong' : 'message')
  }
  expect(beats).toEqual([1, 2, 3, 4, 5])
  expect(peer.ping).toHaveBeenCalledTimes(5)
  expect(peer.terminate).not.toHaveBeenCalled()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(beats).toHaveLength(5)
})

test('a silent one is dropped after two', () => {
  const { peer, stop } = setUp()
  vi.advanceTimersByTime(20_000)
  expect(peer.terminate).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10_000)
  expect(peer.terminate).toHaveBeenCalledOnce()
  stop()
})
