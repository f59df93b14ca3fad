import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGateway, type OpenGateway } from './fixture.ts'
import { pipelinesAt, tagged, type AtPipelines } from './pipelines-fixture.ts'

let gateway: OpenGateway
let apply: AtPipelines['apply']
let refused: AtPipelines['refused']
let names: AtPipelines['names']

beforeAll(async () => {
  gateway = await openGateway()
  ;({ apply, refused, names } = await pipelinesAt(gateway))
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('what is wrong with a pipeline', () => {
  test.each<[string, unknown, string, string, unknown]>([
    ['no mapping', 7, '/pipelines/bad', 'a pipeline, which is a mapping', '7'],
    ['its shape', { format: 'xml' }, '/pipelines/bad/format', expect.stringContaining('one of json'), '"xml"'],
    [
      'a member nobody knows',
      { format: 'csv', stpes: [] },
      '/pipelines/bad/stpes',
      expect.stringContaining('one of the keys'),
      '"stpes"',
    ],
    [
      'a step',
      { format: 'csv', steps: [{ cast: { 'a/b': 'numbr' } }] },
      '/pipelines/bad/steps/0/cast/a~1b',
      expect.stringContaining('one of string'),
      '"numbr"',
    ],
    [
      'an expression',
      { format: 'csv', steps: [{ filter: 'a >' }] },
      '/pipelines/bad/steps/0/filter',
      'a pipeline that compiles',
      expect.any(String),
    ],
    [
      'a schema',
      { format: 'csv', schema: { type: 'objekt' } },
      '/pipelines/bad/schema/type',
      'JSON Schema 2020-12',
      expect.any(String),
    ],
    [
      'a schema that is of another kind',
      { format: 'csv', schema: { $schema: 'http://json-schema.org/draft-07/schema#' } },
      '/pipelines/bad/schema/$schema',
      'JSON Schema 2020-12',
      expect.any(String),
    ],
    [
      'a schema that does not compile',
      { format: 'csv', schema: { $ref: '#/nowhere' } },
      '/pipelines/bad/schema',
      'a pipeline that compiles',
      expect.any(String),
    ],
    [
      'a fixture',
      { format: 'json', fixtures: [{ name: 'f', input: '[{"a":1},{"a":2}]', expect: [{ a: 1 }, { a: 3 }] }] },
      '/pipelines/bad/fixtures/0/expect/1',
      '{"a":3}',
      '{"a":2}',
    ],
    [
      'a fixture that cannot be read',
      { format: 'csv', fixtures: [{ name: 'f', input: '{"a":1}\n', expect: [] }] },
      '/pipelines/bad/fixtures/0/input',
      'an input that can be read',
      expect.any(String),
    ],
    [
      'NUL in a text',
      { format: 'csv', description: 'a\0' },
      '/pipelines/bad/description',
      'text of whole characters',
      expect.any(String),
    ],
    [
      'half a character',
      { format: 'csv', schema: { title: '\ud800' } },
      '/pipelines/bad/schema/title',
      'text of whole characters',
      expect.any(String),
    ],
    [
      'more than may be',
      { format: 'csv', schema: { description: 'x'.repeat(300_000) } },
      '/pipelines/bad',
      'at most 262144 bytes of JSON',
      expect.any(String),
    ],
    [
      'another mode than its dataset has',
      { format: 'csv', dataset: 'telemetry', mode: 'replace' },
      '/pipelines/bad/mode',
      'mode append, as pipeline telemetry has for dataset telemetry',
      'replace',
    ],
  ])('is told with its place, and nothing changes: %s', async (_what, definition, path, expected, got) => {
    const problem = await refused({ sound: tagged('x'), bad: definition })
    expect([problem.code, problem.status]).toEqual(['invalid-pipeline', 422])
    expect(problem.errors).toContainEqual({ path, expected, got, message: expect.stringMatching(/^expected .*, got /) })
    expect(problem.detail).toContain(path)
    const known = await names()
    expect(known.filter((name) => name === 'sound' || name === 'bad')).toEqual([])
  })

  test('is told of its name, and of all of them at once', async () => {
    const problem = await refused({ 'Bad name': tagged('x'), b: {}, c: { format: 'csv', steps: [{ filter: ')' }] } })
    expect(problem.errors?.map(({ path }) => path)).toEqual([
      '/pipelines/Bad name',
      '/pipelines/b/format',
      '/pipelines/c/steps/0/filter',
    ])
    const many = { format: 'csv', steps: Array.from({ length: 150 }, () => ({ filter: 7 })) }
    expect((await refused({ many })).errors).toHaveLength(100)
  })

  test('is found without holding up others, whatever it is', async () => {
    const nested = (depth: number): string => (depth === 0 ? 'x' : `[1,2,3].all(v${depth}, ${nested(depth - 1)})`)
    const slow = {
      format: 'ndjson',
      steps: [
        {
          filter: 'text.matches("^(a+)+$") && record.list.all(a, record.list.all(b, size(string(a) + string(b)) > 0))',
        },
      ],
      fixtures: [
        {
          name: 'f',
          input: `${JSON.stringify({ text: 'a', list: Array.from({ length: 20_000 }, (_, n) => n) })}\n`,
          expect: [],
        },
      ],
    }
    const wide = { format: 'csv', steps: Array.from({ length: 200 }, () => ({ filter: nested(2) })) }
    // Work of this thread between two beats, for a busy machine makes everything late.
    let longestMs = 0
    let last = process.threadCpuUsage()
    const beat = setInterval(() => {
      const { user, system } = process.threadCpuUsage(last)
      longestMs = Math.max(longestMs, (user + system) / 1000)
      last = process.threadCpuUsage()
    }, 5)
    const problem = await refused({ slow, wide })
    clearInterval(beat)
    expect(problem.errors).toContainEqual(
      expect.objectContaining({ path: '/pipelines/slow', got: expect.stringContaining('longer than 5 s') }),
    )
    expect(longestMs).toBeLessThan(250)
    expect(await apply({ after: tagged('x') })).toMatchObject([{ change: 'created' }])
  }, 30_000)
})
