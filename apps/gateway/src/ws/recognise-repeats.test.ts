import { expect, test } from 'vitest'
import { createRepeats } from './recognise-repeats.ts'

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
  const gateway = (deps = acknowledged) => createRepeats({ acknowledged: deps, onError: (error) => errors.push(error) })
  const away = { keep: () => Promise.reject(new Error('away')), find: () => Promise.reject(new Error('away')) }
  return { gateway, away, errors, work: async () => `run-${(runs += 1)}` }
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
