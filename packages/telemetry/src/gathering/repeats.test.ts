import { expect, test } from 'vitest'
import { createRepeats } from './repeats.ts'

const id = 'a'.repeat(32)

/** Gateways that share what was acknowledged. */
function setUp() {
  const kept = new Map<string, string>()
  const errors: unknown[] = []
  let runs = 0
  const acknowledged = {
    keep: async (message: string, runId: string) => void kept.set(message, runId),
    find: async (message: string) => kept.get(message) ?? null,
  }
  const open = (deps = acknowledged) =>
    createRepeats({ acknowledged: deps, maxPendingBytes: 100, onError: (error) => errors.push(error) })
  const gateway = (deps = acknowledged) => {
    const { once } = open(deps)
    return (userId: string, id: string | number, work: () => Promise<string>) => once(userId, { id, bytes: 1 }, work)
  }
  const away = { keep: () => Promise.reject(new Error('away')), find: () => Promise.reject(new Error('away')) }
  return { open, gateway, away, errors, work: async () => `run-${(runs += 1)}` }
}

test('a message that comes again is in the run it was in, at every gateway', async () => {
  const { gateway, work } = setUp()
  const [one, other] = [gateway(), gateway()]
  expect(await Promise.all([one('u', id, work), one('u', id, work)])).toEqual(['run-1', 'run-1'])
  expect([await one('u', id, work), await other('u', id, work)]).toEqual(['run-1', 'run-1'])
})

test('other users, other ids and counters are other messages', async () => {
  const { gateway, work } = setUp()
  const once = gateway()
  await once('u', id, work)
  expect(await once('v', id, work)).toBe('run-2')
  expect(await once('u', 'b'.repeat(32), work)).toBe('run-3')
  expect([await once('u', 1, work), await once('u', 1, work), await once('u', 'short', work)]).toEqual([
    'run-4',
    'run-5',
    'run-6',
  ])
})

test('one that failed may be sent again', async () => {
  const { gateway, work } = setUp()
  const once = gateway()
  await expect(once('u', id, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(await once('u', id, work)).toBe('run-1')
})

test('without Redis telemetry is taken all the same', async () => {
  const { gateway, away, errors, work } = setUp()
  expect(await gateway(away)('u', id, work)).toBe('run-1')
  expect(errors).toHaveLength(2)
})

test('what is under way is bounded, and can be waited for', async () => {
  const { open, work } = setUp()
  const { once, drain } = open()
  const gate = Promise.withResolvers<string>()
  const large = once('u', { id, bytes: 90 }, () => gate.promise)
  await expect(once('u', { id: 'b'.repeat(32), bytes: 11 }, work)).rejects.toMatchObject({ code: 'overloaded' })
  expect(await once('u', { id: 'c'.repeat(32), bytes: 10 }, work)).toBe('run-1')
  let drained = false
  const draining = drain().then(() => (drained = true))
  expect(drained).toBe(false)
  gate.resolve('run-0')
  await draining
  expect(await large).toBe('run-0')
  expect(await once('u', { id: 'b'.repeat(32), bytes: 100 }, work)).toBe('run-2')
})
