import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import type { Recipe } from '@syndicate/contracts'
import { compilePipeline, createCutter } from '@syndicate/pipeline'
import { afterEach, expect, test } from 'vitest'
import { createHost } from '../host.ts'
import { createCrew, type CrewOptions } from './create-crew.ts'
import type { NamedRecipe } from './job.ts'

const plain: Recipe = {
  name: 'texts',
  format: 'ndjson',
  dataset: 'texts',
  mode: 'append',
  onInvalid: 'quarantine',
  limits: { seconds: 2 },
  steps: [
    { filter: 'record.n % 10 != 3' },
    { filter: 'record.text.size() < 999 || record.text.split("").all(a, record.text.split("").all(b, a == b))' },
  ],
  schema: { properties: { text: { type: 'string', pattern: '^a+$' } } },
}
const named: NamedRecipe = { hash: 'texts', recipe: plain }
/** What the second filter needs hours for. */
const endless = 'a'.repeat(50_000)

/** Processes are started and killed here, and a busy machine takes its time for that. */
const patience = { timeout: 90_000 }

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function openCrew(options: Partial<CrewOptions> = {}) {
  const errors: unknown[] = []
  const crew = createCrew({
    hashKey: 'k',
    threads: 1,
    chunkSeconds: 30,
    chunkMemory: 32 * 1024 ** 2,
    onError: (error) => errors.push(error),
    ...options,
  })
  closers.push(crew.close)
  return { crew, errors }
}

function sliceOf(records: unknown[]): Uint8Array {
  const cutter = createCutter('ndjson', { sliceBytes: 1e7, maxRecordBytes: 1e7, maxDocumentBytes: 1 })
  cutter.push(Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join('')))
  return cutter.end()[0]!
}

function texts(count: number, textOf: (n: number) => string = () => 'aaa') {
  return Array.from({ length: count }, (_, n) => ({ n, text: textOf(n) }))
}

const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length

test('what a thread gives is what the pipeline gives, and each asks for its recipe once', async () => {
  const { crew } = openCrew()
  const slice = sliceOf(texts(100, (n) => (n === 50 ? 'b' : 'a')))
  const { transform, audit } = compilePipeline(plain, createHost('k'))
  const expected = transform(slice)
  for (let i = 0; i < 2; i++) {
    const { result } = await crew.transform(named, slice)
    expect({ ...result, stored: Buffer.from(result.stored) }).toEqual({
      ...expected,
      stored: Buffer.from(expected.stored),
    })
    expect((await crew.audit(named, result.stored)).result).toBe(audit(expected.stored))
  }
})

test('a record that never ends is refused alone, and the process stays free meanwhile', patience, async () => {
  const { crew, errors } = openCrew()
  let turns = 0
  const turning = setInterval(() => turns++, 10)
  const { result } = await crew.transform(named, sliceOf(texts(300, (n) => (n === 222 ? endless : 'aaa'))))
  clearInterval(turning)
  expect(result.counts).toEqual({ in: 300, filtered: 30, stored: 269 })
  expect(result.refused).toEqual([
    {
      position: 222,
      stage: 'transform',
      code: 'record-timeout',
      reason: 'It took longer than 2 s',
      original: expect.stringMatching(/^{"n":222,"text":"a+/),
      encoding: 'text',
    },
  ])
  expect(errors).toHaveLength(1)
  expect(turns).toBeGreaterThan(100)
})

test('a record that takes all memory is refused alone, whatever the process itself may use', patience, async () => {
  setFlagsFromString('--max-old-space-size=8000')
  const { crew, errors } = openCrew()
  const recipe = {
    ...plain,
    steps: [{ derive: { all: 'record.list.map(x, record.list.map(y, [x, y]))' } }],
    limits: { seconds: 30 },
  }
  const records = Array.from({ length: 200 }, (_, n) => ({
    n,
    list: Array.from({ length: n === 7 ? 3000 : 2 }, (__, i) => i),
  }))
  const { result } = await crew.transform({ hash: 'lists', recipe }, sliceOf(records))
  expect(result.counts).toMatchObject({ in: 200, stored: 199 })
  expect(result.refused).toMatchObject([
    { position: 7, code: 'record-out-of-memory', reason: 'It took more memory than 32 MiB' },
  ])
  expect(errors).toMatchObject([{ note: { kind: 'memory', record: 7 } }])
})

test('a chunk that processes died over twice is looked at in a process of its own', patience, async () => {
  const { crew } = openCrew({ abortOn: 'poison' })
  const slice = sliceOf(texts(8, (n) => (n === 5 ? 'poison' : 'a')))
  const { result } = await crew.transform(named, slice, { crashes: 2 })
  expect(result.counts).toEqual({ in: 8, filtered: 1, stored: 6 })
  expect(result.refused).toMatchObject([{ position: 5, code: 'record-crashed' }])
  expect(result.refused[0]!.reason).toContain('SIGABRT')
  await expect.poll(children).toBe(0)
})

test('an input that is read whole is cut away from this thread, and what is wrong with it keeps its code', async () => {
  const { crew } = openCrew()
  const limits = { sliceBytes: 1e6, maxRecordBytes: 1e6, maxDocumentBytes: 1e6 }
  const cut = (text: string, recipe = named) => crew.cut(recipe, { format: 'yaml', limits, input: Buffer.from(text) })
  expect((await cut('- a: 1\n- a: 2\n')).result).toHaveLength(1)
  await expect(cut('a: [1\n')).rejects.toMatchObject({ code: 'malformed-input' })
  const large = '- {a: 1}\n'.repeat(100_000)
  await expect(cut(large)).rejects.toMatchObject({ code: 'limits-exceeded' })
  expect((await cut('- a: 1\n')).result).toHaveLength(1)
})

test('an abort ends a task at once, and the next one is done', async () => {
  const { crew } = openCrew()
  const abort = new AbortController()
  const hanging = crew.transform(named, sliceOf(texts(1, () => endless)), { signal: abort.signal })
  const waiting = crew.transform(named, sliceOf(texts(1)), { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('cancelled')), 300)
  await expect(hanging).rejects.toThrow('cancelled')
  await expect(waiting).rejects.toThrow('cancelled')
  expect((await crew.transform(named, sliceOf(texts(1)))).result.counts.stored).toBe(1)
})

test('closing ends a search under way and leaves no process behind', async () => {
  const { crew } = openCrew()
  const recipe = { ...plain, limits: { seconds: 60 } }
  const searching = crew.transform({ hash: 'slow', recipe }, sliceOf(texts(1, () => endless)), { crashes: 2 })
  const ended = searching.catch((error: unknown) => error)
  await expect.poll(children).toBe(1)
  await crew.close()
  expect(await ended).toMatchObject({ message: 'Closing' })
  await expect.poll(children).toBe(0)
})

test('a child whose parent is gone does not stay, even in the middle of a hang', async () => {
  const child = fork(new URL('./child-entry.ts', import.meta.url), [], { serialization: 'advanced', execArgv: [] })
  child.send({ hashKey: 'k', memoryBytes: 64 * 1024 ** 2 })
  await once(child, 'message')
  const limits = { taskMs: 60_000, recordMs: 60_000 }
  child.send({
    hash: 'texts',
    recipe: plain,
    task: { kind: 'transform', slice: sliceOf(texts(1, () => endless)) },
    limits,
  })
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})

test('an audit that takes too long is an error, and so is a recipe that does not compile', async () => {
  const { crew } = openCrew()
  // Each level is looked at twice as often as the one above it.
  const twice = ['b', 'c'].map((name) => ({
    not: { allOf: [{ properties: { a: { $ref: '#' } } }, { required: [name] }] },
  }))
  const recipe = { ...plain, steps: [], schema: { allOf: twice } }
  const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`) as unknown
  const { stored } = compilePipeline({ ...recipe, schema: undefined }, createHost('k')).transform(sliceOf([deep]))
  await expect(crew.audit({ hash: 'deep', recipe }, stored)).rejects.toThrow('It took longer than 4 s')
  const broken = { ...plain, steps: [{ filter: 'n >' }] }
  await expect(crew.transform({ hash: 'broken', recipe: broken }, sliceOf(texts(1)))).rejects.toThrow()
})
