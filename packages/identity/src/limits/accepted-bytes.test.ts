import { afterEach, expect, test } from 'vitest'
import { createAcceptedBytes, secondsToMidnight } from './accepted-bytes.ts'

const closers: (() => Promise<void>)[] = []
afterEach(() => Promise.all(closers.splice(0).map((close) => close())))

/** Gateways over one catalog, whose clock is set by hand. */
function setUp() {
  const clock = { now: 0 }
  const catalog = new Map<string, number>()
  const counts = {
    async add(userId: string, bytes: number): Promise<number> {
      const key = `${userId} ${Math.floor(clock.now / 86_400_000)}`
      catalog.set(key, (catalog.get(key) ?? 0) + bytes)
      return catalog.get(key)!
    },
  }
  const gateway = () => {
    const bytes = createAcceptedBytes({ counts, perDay: 10, onError: () => {}, now: () => clock.now })
    closers.push(() => bytes.close())
    return bytes
  }
  return { clock, gateway }
}

const bytes = (length: number) => new Uint8Array(length)
async function drained(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> {
  if (!(body instanceof Uint8Array)) for await (const _chunk of body);
}

async function* stream(...lengths: number[]): AsyncGenerator<Uint8Array> {
  for (const length of lengths) yield bytes(length)
}

test('a user may give so much a day, and each user for themselves', async () => {
  const { gateway, clock } = setUp()
  const one = gateway()
  await one.meter('u', bytes(7))
  await expect(one.meter('u', bytes(4))).rejects.toMatchObject({ code: 'too-many-bytes' })
  await one.meter('u', bytes(3))
  await one.meter('v', bytes(10))
  clock.now += 86_400_000
  await one.meter('u', bytes(10))
})

test('a stream is cut off where it goes too far, and what was read of it counts', async () => {
  const one = setUp().gateway()
  await expect(one.meter('u', stream(6, 5)).then(drained)).rejects.toMatchObject({ code: 'too-many-bytes' })
  await one.meter('u', stream(4)).then(drained)
  await expect(one.meter('u', bytes(1))).rejects.toMatchObject({ code: 'too-many-bytes' })
  await expect(one.meter('u', stream(1)), 'before it is begun').rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('streams at the same time share what is left', async () => {
  const one = setUp().gateway()
  const give = () => one.meter('u', stream(3, 3)).then(drained)
  const both = await Promise.allSettled([give(), give()])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a stream that breaks off counts as far as it came, also for another gateway', async () => {
  const { gateway } = setUp()
  const one = gateway()
  async function* broken() {
    yield bytes(8)
    throw new Error('gone')
  }
  await expect(one.meter('u', broken()).then(drained)).rejects.toThrow('gone')
  await one.close()
  await expect(gateway().meter('u', bytes(3))).rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('what is announced and too much is not read, and counts for nothing', async () => {
  const one = setUp().gateway()
  await expect(one.meter('u', stream(11), 11)).rejects.toMatchObject({ code: 'too-many-bytes' })
  await one.meter('u', bytes(10))
})

test('what is worked on anew counts, unless nothing came of it', async () => {
  const one = setUp().gateway()
  const giveBack = await one.take('u', 8)
  await expect(one.take('u', 8)).rejects.toMatchObject({ code: 'too-many-bytes' })
  giveBack()
  await one.take('u', 8)
})

test('a stream over midnight counts for the day it is read in', async () => {
  const { gateway, clock } = setUp()
  const one = gateway()
  async function* slow() {
    yield bytes(8)
    clock.now += 86_400_000
    yield bytes(8)
  }
  await one.meter('u', slow()).then(drained)
  await one.close()
  await expect(gateway().meter('u', bytes(3))).rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('another gateway, or the same one after a restart, knows of it', async () => {
  const { gateway } = setUp()
  const one = gateway()
  await one.meter('u', bytes(8))
  await one.close()
  await expect(gateway().meter('u', bytes(3))).rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('the day ends at midnight UTC', () => {
  expect(secondsToMidnight(Date.parse('2026-01-01T23:59:30Z'))).toBe(30)
})
