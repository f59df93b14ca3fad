import { expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { errorInPipelines, readConfig, type ConfigSource } from './read-config.ts'

const head = 'api:\n  etl:\n    maxReplays: 3\n'

function read(text: string, folder: ConfigSource['folder'] = []) {
  return readConfig({ text, file: 'syndicate.yaml', env: {}, folder })
}

function problemsOf(text: string, folder: ConfigSource['folder'] = []): string[] {
  try {
    read(text, folder)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}

/** What a file says of a pipeline, complete. */
function definitionOf(text: string, name = 'a') {
  return read(text).pipelines.find((each) => each.name === name)?.definition
}
/** Names of pipelines, and what they are for. */
const inFile = (text: string) => read(text).pipelines.map(({ name, definition }) => [name, definition?.description])

it('lets pipelines that are built in give way to those of a file, and go only where it says so', () => {
  expect(inFile('pipelines: { records: { format: csv, description: ours } }\n')[0]).toEqual(['records', 'ours'])
  const { pipelines, warnings } = read('pipelines: { records: null }\n')
  expect(pipelines.find(({ name }) => name === 'records')).toMatchObject({ source: 'file', definition: null })
  expect(warnings).toEqual(['api.etl.pipelineOf.JSON names records, which is in no file and not built in'])
})

it('takes a schema that stands in its pipeline', () => {
  const text = `${head}pipelines:\n  a: { format: csv, schema: { type: object } }\n`
  expect(definitionOf(text)).toMatchObject({ schema: { type: 'object' } })
  expect(problemsOf(text.replace('type: object', 'type: objekt'))[0]).toContain(
    'syndicate.yaml:5 pipelines.a.schema.type: expected JSON Schema 2020-12',
  )
  expect(problemsOf(text.replace('{ type: object }', '7'))).toEqual([
    'syndicate.yaml:5 pipelines.a.schema: expected a JSON Schema, got 7',
  ])
})

it('reads pipelines in files of their own, called as they are', () => {
  const file = (name: string, text: string) => ({ name, text, file: `pipelines/${name}.yaml` })
  const orders = file('orders', 'format: csv\nschema: row\n')
  const text = `${head}  schemas: { row: { type: object } }\npipelines: { a: { format: json } }\n`
  expect(read(text, [orders]).pipelines.find(({ name }) => name === 'orders')).toMatchObject({
    source: 'file',
    definition: { format: 'csv', schema: { type: 'object' } },
  })
  const wrong = [
    file('orders', 'format: csv\nsteps:\n  - filter: 7\n'),
    file('Orders', 'format: csv\n'),
    file('a', 'format: csv\n'),
    file('empty', ''),
    file('broken', 'format: [csv\n'),
    file('b', 'format: csv\ndataset: a\nmode: replace\n'),
  ]
  expect(problemsOf(text, wrong)).toEqual([
    expect.stringContaining('pipelines/Orders.yaml:1 (top): expected a name of lower case letters, digits, - and _'),
    'pipelines/a.yaml:1 (top): expected a pipeline that stands nowhere else, got a',
    expect.stringMatching(/^pipelines\/broken\.yaml:\d \(syntax\): expected YAML/),
    expect.stringContaining('pipelines/orders.yaml:3 steps[0].filter: expected '),
    'pipelines/empty.yaml:1 (top): expected a pipeline, which is a mapping, got nothing',
    'pipelines/b.yaml:3 mode: expected mode append, as pipeline a has for dataset a, got replace',
  ])
})

it('takes pipelines for changed where what is written of them is, and not by a comment', () => {
  const hashOf = (text: string) => read(text).pipelines.find(({ name }) => name === 'a')!.hash
  const schema = `${head}  schemas: { row: { type: object } }\npipelines: { a: { format: csv, schema: row } }\n`
  expect(hashOf(`${schema}# new\n`)).toBe(hashOf(schema))
  for (const changed of [schema.replace('csv', 'json'), schema.replace('type: object', 'type: array')])
    expect(hashOf(changed)).not.toBe(hashOf(schema))
})

it('traces what does not compile to its line', () => {
  const text = `${head}pipelines:
  a:
    format: json
    steps:
      - drop: [x]
      - derive:
          level: 'cpu >'
`
  const folder = [{ name: 'b', text: "format: json\nsteps:\n  - filter: 'x >'\n", file: 'pipelines/b.yaml' }]
  const got = { expected: 'a pipeline that compiles', got: 'an end' }
  const faults = [
    { path: ['a', 'steps', 1, 'derive', 'level'], ...got },
    { path: ['b', 'steps', 0, 'filter'], ...got },
  ]
  expect(errorInPipelines({ text, file: 'syndicate.yaml', env: {}, folder }, faults).message.split('\n')).toEqual([
    'syndicate.yaml:10 pipelines.a.steps[1].derive.level: expected a pipeline that compiles, got an end',
    'pipelines/b.yaml:3 steps[0].filter: expected a pipeline that compiles, got an end',
  ])
})

it('says of all pipelines together what is wrong with all of them', () => {
  const text = `${head}pipelines:\n  a: { format: csv }\n`
  const faults = [{ path: [], expected: 'at most 1000 pipelines in all', got: '1001' }]
  expect(errorInPipelines({ text, file: 'syndicate.yaml', env: {} }, faults).message).toBe(
    'syndicate.yaml:4 pipelines: expected at most 1000 pipelines in all, got 1001',
  )
})

it('holds files to the size that callers are held to', () => {
  const text = `${head}pipelines:\n  a: { format: csv }\n  b: { format: csv, schema: { enum: ['${'x'.repeat(262_144)}'] } }\n`
  expect(problemsOf(text)).toEqual(['syndicate.yaml:6 pipelines.b: expected at most 262144 bytes of JSON, got 262183'])
})
