import { expect, test } from 'vitest'
import { createPlaces } from './create-places.ts'

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const refuse = () => new Error('no place')

/** Work that goes on until it is told to end. */
function openWork(places: ReturnType<typeof createPlaces>) {
  const begun: string[] = []
  const ends: (() => void)[] = []
  return {
    begun,
    ask: (whose: string) =>
      places.use(whose, async () => {
        begun.push(whose)
        const { promise, resolve } = Promise.withResolvers<void>()
        ends.push(resolve)
        await promise
      }),
    async endFirst() {
      ends.shift()!()
      await delay(0)
    },
  }
}

test('nobody has more places than his share, and who comes with little passes who came with much', async () => {
  const places = createPlaces({ most: 3, mostEach: 2, waitMs: 10_000, refuse })
  const { begun, ask, endFirst } = openWork(places)
  const all = [ask('ada'), ask('ada'), ask('ada'), ask('ada')]
  await delay(0)
  expect(begun).toEqual(['ada', 'ada'])
  all.push(ask('bob'), ask('eve'))
  await delay(0)
  expect(begun).toEqual(['ada', 'ada', 'bob'])
  await endFirst()
  expect(begun).toEqual(['ada', 'ada', 'bob', 'eve'])
  for (let i = 0; i < 5; i++) await endFirst()
  await Promise.all(all)
  expect(begun).toEqual(['ada', 'ada', 'bob', 'eve', 'ada', 'ada'])
})

test('who waited too long is told so and takes no place, and work that fails gives its place back', async () => {
  const places = createPlaces({ most: 1, mostEach: 1, waitMs: 20, refuse })
  const { ask, endFirst } = openWork(places)
  const first = ask('ada')
  await expect(ask('bob')).rejects.toThrow('no place')
  await endFirst()
  await first
  await expect(places.use('ada', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await places.use('bob', async () => 'done')).toBe('done')
})
