import type { Recipe } from '@syndicate/contracts'
import { createCutter, openSlice } from '@syndicate/pipeline'
import { expect, test } from 'vitest'
import { createEngine } from '../host/create-engine.ts'
import { crashed, ranOutOfMemory, ranOutOfTime, type Death } from './death.ts'
import { isolate, type Probe } from './isolate.ts'

const recipe: Recipe = {
  name: 'numbers',
  format: 'ndjson',
  dataset: 'numbers',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}
const { transform } = createEngine('k').compile(recipe)
const limits = { taskMs: 30_000, recordMs: 7_500 }

const slice = openSlice(createSlice(Array.from({ length: 1000 }, (_, n) => `{"n":${n}}\n`).join('')))

function createSlice(text: string): Uint8Array {
  const cutter = createCutter('ndjson', { sliceBytes: 1e6, maxRecordBytes: 1e6, maxDocumentBytes: 1e6 })
  cutter.push(new TextEncoder().encode(text))
  return cutter.end()[0]!
}

const done = (part: Uint8Array, grownBefore: number) => ({
  result: transform(part, { partOf: { bytes: 1, grownBefore } }),
  ms: 1,
})

/** Dies over given records, and knows which one it was or not. `tries` gets how often each was tried alone. */
function dyingOver(killers: Record<number, (record: number) => Death>, { knows }: { knows: boolean }) {
  const alone = new Map<string, number>()
  let probes = 0
  const probe: Probe = async (part, grownBefore) => {
    probes++
    const numbers = [...new TextDecoder().decode(part).matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))
    if (numbers.length === 1) alone.set(String(numbers[0]), (alone.get(String(numbers[0])) ?? 0) + 1)
    const at = numbers.findIndex((n) => killers[n])
    if (at >= 0) throw killers[numbers[at]!]!(knows ? at : -1)
    return done(part, grownBefore)
  }
  return { probe, triedAlone: (n: number) => alone.get(String(n)), probes: () => probes }
}

const activity = (record: number) => ({ task: 1, record })
const slow = (record: number) => ranOutOfTime(7_500, activity(record))
const hungry = (record: number) => ranOutOfMemory(256 * 1024 ** 2, activity(record))
const wild = () => crashed('SIGABRT', activity(-1))
const killed = () => crashed('SIGKILL', activity(-1), true)

test.each([{ knows: true }, { knows: false }])(
  'exactly the killers are refused, each with its reason: %o',
  async (seeing) => {
    const { probe, triedAlone, probes } = dyingOver({ 0: slow, 500: hungry, 501: wild, 999: killed }, seeing)
    const { counts, refused, stored } = await isolate(slice, probe, limits, null)
    expect(counts).toEqual({ in: 1000, filtered: 0, stored: 996 })
    expect(refused).toMatchObject([
      {
        position: 0,
        stage: 'transform',
        code: 'record-timeout',
        reason: 'It took longer than 7.5 s',
        original: '{"n":0}',
      },
      { position: 500, code: 'record-out-of-memory', reason: 'It took more memory than 256 MiB' },
      { position: 501, code: 'record-crashed', reason: 'It ended what worked on it: SIGABRT' },
      { position: 999, code: 'record-crashed' },
    ])
    expect(createEngine('k').read(stored).length).toBe(996)
    expect([triedAlone(0), triedAlone(500), triedAlone(501), triedAlone(999)]).toEqual([2, 2, 2, 3])
    expect(probes()).toBeLessThan(90)
  },
)

test('a record that failed once alone and then did not is kept', async () => {
  let failures = 0
  const probe: Probe = async (part, grownBefore) => {
    if (new TextDecoder().decode(part).includes('"n":7}') && failures++ < 11) throw wild()
    return done(part, grownBefore)
  }
  expect(await isolate(slice, probe, limits, null)).toMatchObject({ counts: { stored: 1000 }, refused: [] })
})

test('records that together take too much are all kept, whoever happened to be in hand', async () => {
  const probe: Probe = async (part, grownBefore) => {
    const { length } = [...new TextDecoder().decode(part).matchAll(/"n"/g)]
    if (length > 100) throw hungry(100)
    return done(part, grownBefore)
  }
  expect(await isolate(slice, probe, limits, hungry(100))).toMatchObject({ counts: { stored: 1000 }, refused: [] })
})

test('when no record survives there is still a stored form', async () => {
  const few = openSlice(createSlice('{"n":1}\n{"n":2}\n'))
  const { probe } = dyingOver({ 1: wild, 2: wild }, { knows: false })
  const result = await isolate(few, probe, limits, null)
  expect(result).toMatchObject({ counts: { in: 2, stored: 0 }, refused: [{ position: 0 }, { position: 1 }] })
  expect(createEngine('k').compile(recipe).audit(result.stored)).toBe(0)
})

test('the search ends when it has taken too long, with a reason for the run', async () => {
  const all = dyingOver(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [n, slow])), { knows: true })
  const error = await isolate(slice, all.probe, limits, null).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'limits-exceeded',
    message: 'Finding out which records of a chunk they are took longer than 300 s',
  })
  expect(all.probes()).toBeLessThan(50)

  const lasting: Probe = async (part, grownBefore) => ({ ...done(part, grownBefore), ms: 7_000 })
  await expect(isolate(slice, dieIfMany(lasting), limits, null)).rejects.toMatchObject({ code: 'limits-exceeded' })
})

test('what is no death ends the search', async () => {
  await expect(isolate(slice, () => Promise.reject(new Error('no child')), limits, null)).rejects.toThrow('no child')
})

function dieIfMany(probe: Probe): Probe {
  return async (part, ...rest) => {
    if (part.length > 100) throw slow(-1)
    return probe(part, ...rest)
  }
}

test('what a chunk holds by key is that of its records, whatever it was taken apart for', async () => {
  const keyed = createEngine('k').compile({ ...recipe, mode: 'upsert', key: ['n'], deleteWhen: 'n % 9.0 == 8.0' })
  const killers = [17, 18, 500]
  const probe: Probe = async (part, grownBefore) => {
    const found = [...new TextDecoder().decode(part).matchAll(/"n":(\d+)/g)].findIndex(([, n]) =>
      killers.includes(Number(n)),
    )
    if (found >= 0) throw slow(found)
    return { result: keyed.transform(part, { partOf: { bytes: 1, grownBefore } }), ms: 1 }
  }
  const { keys, counts } = await isolate(slice, probe, limits, null)
  const rest = Array.from({ length: 1000 }, (_, n) => n).filter((n) => !killers.includes(n))
  const whole = keyed.transform(createSlice(rest.map((n) => `{"n":${n}}\n`).join('')))
  expect(keys).toEqual(whole.keys)
  expect(keys).toHaveLength(32 * (counts.stored + counts.filtered))
})
