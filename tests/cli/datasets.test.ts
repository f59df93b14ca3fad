import { createHash } from 'node:crypto'
import type { AcceptedErasure } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { developer, signIn, type Client } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { createCli } from './syndicate.ts'

const system = await startSystem({ workers: 1 })
const cli = createCli(system.url)
let user: Client

beforeAll(async () => {
  user = await signIn(system.url)
  await cli.run(['login', '--username', developer.username, '--password-stdin'], developer.password)
})
afterAll(async () => {
  cli.remove()
  await system.stop()
})

const ingest = (dataset: string, ...records: object[]) =>
  user.ingest(
    { pipeline: 'records', format: 'ndjson', dataset },
    records.map((one) => `${JSON.stringify(one)}\n`).join(''),
  )

test('records are counted, erased, and what was asked for is proven by the salt', async () => {
  await ingest('people', { id: 5, to: 'a' }, { id: 5, to: 'b' }, { id: '5', to: 'a' }, { id: 6, to: 'a' })
  const erase = (...args: string[]) => cli.run(['datasets', 'erase', 'people', ...args])
  expect(await erase('--match', 'id=5', '--match', 'to=a', '--dry-run')).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 stored record, in 1 version'),
  })
  expect(await erase('--match', 'cpuu=5', '--dry-run')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/ 0 inputs$/m),
    err: expect.stringContaining('No record has a field cpuu'),
  })
  expect((await erase('--match', 'id=9', '--dry-run')).err).not.toContain('No record')
  expect(await erase('--where', 'to == "b"')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  expect(await user.records('people')).toHaveLength(4)
  const [erasure] = (await cli.json(['datasets', 'erase', 'people', '--match', 'id="5"', '--yes'])) as [AcceptedErasure]
  expect(erasure).toMatchObject({ state: 'done', records: 3, inputs: 1 })
  const asked = JSON.stringify({ key: { id: '5' } })
  expect(erasure.proof).toBe(createHash('sha256').update(`${erasure.salt}\n${asked}`).digest('hex'))
  expect(await user.records('people')).toEqual([{ id: 6, to: 'a' }])
})

test.each([[[]], [['--match', 'id=1', '--where', 'true']], [['--match', 'id']], [['--match', '=1']]])(
  '%j is no use',
  async (args) => {
    expect(await cli.run(['datasets', 'erase', 'people', '--yes', ...args])).toMatchObject({ code: 2 })
  },
)

test('a dataset is truncated, gone back to and deleted', async () => {
  await ingest('shelf', { n: 1 })
  expect(await cli.run(['datasets', 'truncate', 'shelf', '--yes'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('syndicate datasets rollback shelf 1'),
  })
  expect(await user.records('shelf')).toEqual([])
  expect(await cli.run(['datasets', 'show', 'shelf'])).toMatchObject({ out: expect.stringContaining('truncated') })
  await cli.run(['datasets', 'rollback', 'shelf', '1'])
  expect(await user.records('shelf')).toEqual([{ n: 1 }])
  expect(await cli.run(['datasets', 'delete', 'shelf', '--yes'])).toMatchObject({ code: 0 })
  expect(await cli.run(['datasets', 'show', 'shelf'])).toMatchObject({ code: 4 })
})
