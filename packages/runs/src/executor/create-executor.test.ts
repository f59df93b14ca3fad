import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import type { Recipe } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import { afterEach, expect, test } from 'vitest'
import { createEngine } from '../host/create-engine.ts'
import { createExecutor, type ExecutorOptions } from './create-executor.ts'
import { mostRecipes, type NamedRecipe } from './task.ts'

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

function openExecutor(options: Partial<ExecutorOptions> = {}) {
  const errors: unknown[] = []
  const executor = createExecutor({
    hashKey: 'k',
    threads: 1,
    chunkSeconds: 30,
    chunkMemory: 32 * 1024 ** 2,
    onError: (error: unknown) => errors.push(error),
    ...options,
  })
  closers.push(executor.close)
  return { executor, errors }
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

test('what a thread gives is what the pipeline gives, and it asks for its recipe once', async () => {
  const { executor } = openExecutor()
  const slice = sliceOf(texts(100, (n) => (n === 50 ? 'b' : 'a')))
  const { transform } = createEngine('k').compile(plain)
  const expected = transform(slice)
  for (let i = 0; i < 2; i++) {
    const { result } = await executor.transform(named, slice)
    expect({ ...result, stored: Buffer.from(result.stored) }).toEqual({
      ...expected,
      stored: Buffer.from(expected.stored),
    })
  }
})

test('a thread goes on by any number of recipes, also by one that it was sent long ago', patience, async () => {
  const { executor } = openExecutor()
  const slice = sliceOf(texts(1))
  const of = (n: number) => executor.transform({ hash: `r${n}`, recipe: { ...plain, steps: [], name: `r${n}` } }, slice)
  const first = await of(0)
  // Some are worked on while all are forgotten.
  const results = await Promise.all(Array.from({ length: 2 * mostRecipes + 1 }, (_, n) => of(n % (mostRecipes + 1))))
  for (const { result } of [...results, await of(0)]) expect(result.counts).toEqual(first.result.counts)
})

test('a record that never ends is refused alone, and the process stays free meanwhile', patience, async () => {
  const { executor, errors } = openExecutor()
  let turns = 0
  const turning = setInterval(() => turns++, 10)
  const { result } = await executor.transform(named, sliceOf(texts(300, (n) => (n === 222 ? endless : 'aaa'))))
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
  const { executor, errors } = openExecutor()
  const recipe = {
    ...plain,
    steps: [{ derive: { all: 'record.list.map(x, record.list.map(y, [x, y]))' } }],
    limits: { seconds: 30 },
  }
  const records = Array.from({ length: 200 }, (_, n) => ({
    n,
    list: Array.from({ length: n === 7 ? 3000 : 2 }, (__, i) => i),
  }))
  const { result } = await executor.transform({ hash: 'lists', recipe }, sliceOf(records))
  expect(result.counts).toMatchObject({ in: 200, stored: 199 })
  expect(result.refused).toMatchObject([
    { position: 7, code: 'record-out-of-memory', reason: 'It took more memory than 32 MiB' },
  ])
  expect(errors).toMatchObject([{ note: { kind: 'memory', record: 7 } }])
})

test('a chunk that processes died over twice is looked at in a process of its own', patience, async () => {
  const { executor } = openExecutor({ abortOn: 'poison' })
  const slice = sliceOf(texts(8, (n) => (n === 5 ? 'poison' : 'a')))
  const { result } = await executor.transform(named, slice, { suspicion: new Error('Processes died over it') })
  expect(result.counts).toEqual({ in: 8, filtered: 1, stored: 6 })
  expect(result.refused).toMatchObject([{ position: 5, code: 'record-crashed' }])
  expect(result.refused[0]!.reason).toContain('SIGABRT')
  await expect.poll(children).toBe(0)
})

test('an abort ends a task at once, and its thread is free long before the time is up', async () => {
  const { executor } = openExecutor()
  const recipe = { hash: 'patient', recipe: { ...plain, limits: { seconds: 600 } } }
  const abort = new AbortController()
  const { signal } = abort
  await executor.transform(recipe, sliceOf(texts(1)))
  const hanging = executor.transform(recipe, sliceOf(texts(1, () => endless)), { signal })
  const waiting = executor.transform(recipe, sliceOf(texts(1)), { signal })
  setTimeout(() => abort.abort(new Error('cancelled')), 300)
  await expect(hanging).rejects.toThrow('cancelled')
  await expect(waiting).rejects.toThrow('cancelled')
  const began = performance.now()
  expect((await executor.transform(recipe, sliceOf(texts(1)))).result.counts.stored).toBe(1)
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('what was under way beside a record that hangs is done again, and not blamed', patience, async () => {
  const { executor, errors } = openExecutor()
  const hanging = executor.transform(named, sliceOf(texts(1, () => endless)))
  const innocent = executor.transform(named, sliceOf(texts(9)))
  expect((await innocent).result).toMatchObject({ counts: { stored: 8 }, refused: [] })
  expect((await hanging).result.refused).toMatchObject([{ code: 'record-timeout' }])
  expect(errors).toHaveLength(1)
})

test('closing ends a search under way and leaves no process behind', async () => {
  const { executor } = openExecutor()
  const recipe = { ...plain, limits: { seconds: 60 } }
  const searching = executor.transform({ hash: 'slow', recipe }, sliceOf(texts(1, () => endless)), {
    suspicion: new Error('Processes died over it'),
  })
  const ended = searching.catch((error: unknown) => error)
  await expect.poll(children).toBe(1)
  await executor.close()
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

test('a recipe that does not compile is an error', async () => {
  const { executor } = openExecutor()
  const broken = { ...plain, steps: [{ filter: 'n >' }] }
  await expect(executor.transform({ hash: 'broken', recipe: broken }, sliceOf(texts(1)))).rejects.toThrow()
})

test('says what pipeline would take a file, in a thread', patience, async () => {
  const { executor } = openExecutor()
  const head = { bytes: Buffer.from('id,at\n1,2026-01-31\n'), isWhole: true }
  const { result } = await executor.infer({ source: { head }, name: 'days.csv' }, AbortSignal.timeout(60_000))
  expect(result).toMatchObject({ name: 'days', rows: [{ id: 1, at: '2026-01-31T00:00:00.000Z' }] })
})

test('a file that takes more memory than a chunk may is told so, and ends nothing else', patience, async () => {
  const { executor } = openExecutor()
  const names = Array.from({ length: 200_000 }, (_, n) => `"name ${n}":${n}`).join()
  const head = { bytes: Buffer.from(`{${names}}`), isWhole: true }
  const asked = executor.infer({ source: { head } }, AbortSignal.timeout(60_000))
  await expect(asked).rejects.toMatchObject({ code: 'limits-exceeded' })
  const small = { bytes: Buffer.from('a\n1\n'), isWhole: true }
  const { result } = await executor.infer({ source: { head: small } }, AbortSignal.timeout(60_000))
  expect(result.rows).toEqual([{ a: 1 }])
})
