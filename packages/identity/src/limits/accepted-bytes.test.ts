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
const accepted = async () => ({ repeated: false })

async function drained(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ repeated: boolean }> {
  if (!(body instanceof Uint8Array)) for await (const _chunk of body);
  return { repeated: false }
}

async function* stream(...lengths: number[]): AsyncGenerator<Uint8Array> {
  for (const length of lengths) yield bytes(length)
}

test('a user may give so much a day, and each user for themselves', async () => {
  const { gateway, clock } = setUp()
  const one = gateway()
  await one.meter('u', bytes(7), accepted)
  await expect(one.meter('u', bytes(4), accepted)).rejects.toMatchObject({ code: 'too-many-bytes' })
  await one.meter('u', bytes(3), accepted)
  await one.meter('v', bytes(10), accepted)
  clock.now += 86_400_000
  await one.meter('u', bytes(10), accepted)
})

test('a stream is cut off where it goes too far, and counts for nothing then', async () => {
  const one = setUp().gateway()
  await expect(one.meter('u', stream(6, 5), drained)).rejects.toMatchObject({ code: 'too-many-bytes' })
  await one.meter('u', stream(6, 4), drained)
  await expect(one.meter('u', bytes(1), accepted)).rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('streams at the same time share what is left', async () => {
  const one = setUp().gateway()
  const both = await Promise.allSettled([one.meter('u', stream(3, 3), drained), one.meter('u', stream(3, 3), drained)])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('what was refused, or answered with an earlier run, does not count', async () => {
  const one = setUp().gateway()
  await expect(one.meter('u', bytes(10), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await one.meter('u', bytes(10), async () => ({ repeated: true }))
  await one.meter('u', bytes(10), accepted)
})

test('another gateway, or the same one after a restart, knows of it', async () => {
  const { gateway } = setUp()
  const one = gateway()
  await one.meter('u', bytes(8), accepted)
  await one.close()
  await expect(gateway().meter('u', bytes(3), accepted)).rejects.toMatchObject({ code: 'too-many-bytes' })
})

test('the day ends at midnight UTC', () => {
  expect(secondsToMidnight(Date.parse('2026-01-01T23:59:30Z'))).toBe(30)
})
