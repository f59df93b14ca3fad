import { randomBytes } from 'node:crypto'
import { jobVersion, newId, ProblemError, type RunRef } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import { afterAll, expect, inject, test, vi } from 'vitest'
import { createBroker, missingRights } from '../src/index.ts'

const admin = new Redis(inject('redisUrl'))
const users: string[] = []
afterAll(async () => {
  await admin.call('ACL', 'DELUSER', ...users)
  admin.disconnect()
})

/** A user with these rights. @returns its name, and the URL it has */
async function userWith(...rights: string[]): Promise<[string, string]> {
  const name = `u_${randomBytes(6).toString('hex')}`
  users.push(name)
  await admin.call('ACL', 'SETUSER', name, 'on', '>pw', ...rights)
  const url = new URL(inject('redisUrl'))
  url.username = name
  url.password = 'pw'
  return [name, url.href]
}

async function missing(...rights: string[]): Promise<string | null> {
  const [, url] = await userWith(...rights)
  return missingRights({ url, prefix: 'mine' })
}

test('a user who may all of ours lacks nothing', async () => {
  expect(await missing('~mine:*', '&mine:*', '+@all')).toBeNull()
})

test.each([
  [['~mine:*', '&mine:*', '+@all', '-@dangerous', '-eval'], '+info +client|list +eval'],
  [['~others:*', '&mine:*', '+@all'], '~mine:*'],
  [['~mine:*', 'resetchannels', '+@all'], '&mine:*'],
  [['~mine:*', '&mine:*', '+@all', '-subscribe', '-evalsha'], '+evalsha +subscribe'],
  [['~mine:*', '&mine:*', '+get'], '+exec +multi'],
  [['~mine:*', '&mine:*', '+@all', '-exec', '-discard'], '+exec +discard'],
])('of %j it says what is missing', async (rights, advice) => {
  expect(await missing(...rights)).toMatch(new RegExp(` with ${advice.replaceAll(/[+*|]/g, '\\$&')}$`))
})

test('with the rights that are asked for, and no others, all of it works', { timeout: 30_000 }, async () => {
  const prefix = `t_${randomBytes(6).toString('hex')}`
  const [name, url] = await userWith(`~${prefix}:*`, `&${prefix}:*`)
  for (let lacking: string | null; (lacking = await missingRights({ url, prefix })) !== null;)
    await admin.call('ACL', 'SETUSER', name, ...lacking.split(' with ')[1]!.split(' '))
  await admin.call('ACL', 'LOG', 'RESET')

  const troubles: Error[] = []
  const broker = createBroker({ url, prefix, onError: (error) => troubles.push(error) })
  await broker.ping()
  const { queues, bus, signals, places, rates, attempts, acknowledged } = broker
  const refs = Array.from({ length: 70 }, (_, n): RunRef => ({ v: jobVersion, run: newId(), epoch: 0, place: n + 1 }))
  const [passing, putOff, failing] = refs as [RunRef, RunRef, RunRef]
  const [done, exhausted] = [new Set<string>(), new Set<string>()]
  const begun = new Set<string>()
  const worker = broker.work(
    'extract',
    async ({ run }) => {
      if (run === failing.run) throw new ProblemError('malformed-input')
      if (run !== passing.run && begun.size < 5 && !begun.has(run)) {
        begun.add(run)
        throw new Error('passing')
      }
      done.add(run)
    },
    {
      concurrency: 4,
      lockMs: 1_000,
      postponeMs: () => 50,
      placeAgain: () => 7,
      onExhausted: ({ run }) => exhausted.add(run),
    },
  )
  await queues.add('extract', putOff)
  await queues.addAll('extract', refs)
  await vi.waitFor(() => expect([done.size, exhausted.size]).toEqual([refs.length - 1, 1]), { timeout: 20_000 })
  await vi.waitFor(async () => expect(await queues.workers()).toMatchObject({ extract: 1 }), { timeout: 5_000 })
  expect(await queues.isAlive('extract', failing)).toBe(false)
  expect(await queues.depths()).toMatchObject({ extract: 0 })
  await queues.forgetFailed()
  const [queue] = queues.opened()
  const [failed] = await queue!.getJobs(['failed'])
  await failed!.retry()
  await queue!.pause()
  await queue!.resume()
  await worker.stop()

  const heard: string[] = []
  const topic = 'datasets.things'
  const unsubscribe = await bus.subscribe(topic, ({ seq }) => heard.push(`event ${seq}`))
  await signals.on('run.ended', (run) => heard.push(run))
  await signals.send('run.ended', 'r')
  await bus.publish([
    { topic, data: { kind: 'run.state', runId: newId(), pipeline: 'p', dataset: 'things', state: 'accepted' } },
  ])
  await vi.waitFor(() => expect(heard).toEqual(['r', 'event 1']), 10_000)
  expect(await bus.read(topic, 0, 1000)).toMatchObject({ missed: 0, events: [{ seq: 1 }] })
  expect(await bus.last(topic)).toBe(1)
  await unsubscribe()
  expect(await places.take('sockets', 'a', 1, 1000)).toBe(true)
  await places.keep('sockets', ['a'], 1000)
  await places.give('sockets', 'a')
  expect(await rates.take([{ key: 'k', limit: 1 }], 1000)).toMatchObject({ allowed: true })
  const tried = [{ key: 'k', rule: { free: 1, firstPauseMs: 1, longestPauseMs: 1, forgottenAfterMs: 1000 } }]
  expect(await attempts.begin(tried)).toBe(0)
  await attempts.undo(tried)
  await acknowledged.keep('m', 'r')
  expect(await acknowledged.find('m')).toBe('r')
  expect(await broker.generation()).toMatch(/\w+ \S+/)
  await broker.close()
  const refused = ((await admin.call('ACL', 'LOG')) as string[][]).filter((entry) => entry.includes(name))
  expect(refused.map((entry) => entry[entry.indexOf('object') + 1])).toEqual([])
  expect(troubles).toEqual([])
})

test('asking leaves nothing behind', async () => {
  await missing('~mine:*', '&mine:*', '+@all')
  expect(await admin.keys('mine:*')).toEqual([])
})

test('a wrong password and a server that is away are told as what they are', async () => {
  const url = new URL(inject('redisUrl'))
  url.password = 'wrong'
  await expect(missingRights({ url: url.href })).rejects.toThrow('WRONGPASS')
  await expect(missingRights({ url: 'redis://127.0.0.1:1' })).rejects.toThrow('ECONNREFUSED')
})
