import { describe, expect, it, test } from 'vitest'
import { head, minimal, problemsOf, read, strong } from './testing/read-text.ts'

/** What a file says of a pipeline, complete. */
function definitionOf(text: string, name = 'a') {
  return read(text).pipelines.find((each) => each.name === name)?.definition
}

describe('readConfig', () => {
  it('fills in the defaults and freezes everything', () => {
    const config = read(minimal)
    expect(config).toMatchObject({
      nodeEnv: 'development',
      port: 3003,
      databaseSchema: 'syndicate',
      api: { auth: { sessionSeconds: 3600 }, etl: { maxInputBytes: 5 * 1024 ** 3, sliceBytes: 1024 ** 2 } },
      performance: { concurrency: { load: 4 } },
      retention: {
        inputsMs: 7 * 86_400_000,
        versionsMs: 30 * 86_400_000,
        auditMs: 400 * 86_400_000,
        runEventsMs: 120_000,
      },
    })
    expect(definitionOf(minimal)).toEqual({
      format: 'json',
      datasets: [],
      mode: 'append',
      onInvalid: 'quarantine',
      live: false,
      steps: [],
      fixtures: [],
    })
    expect(Object.isFrozen(config.api.connectivity.ws)).toBe(true)
  })

  it('asks for nothing, and has pipelines for what names none', () => {
    const { api, pipelines, warnings } = read('api: {}\n')
    expect(api.etl.pipelineOf).toEqual({ JSON: 'records', YAML: 'documents', BINARY: 'binary', TELEMETRY: 'telemetry' })
    expect(pipelines.map(({ name, source }) => `${name} ${source}`)).toEqual([
      'records built-in',
      'documents built-in',
      'binary built-in',
      'telemetry built-in',
    ])
    expect(warnings).toEqual([])
  })

  it('reads times in their units, and forever where there may be no end', () => {
    const text = `${minimal}retention: { inputs: forever, versions: 0 s, quarantine: 1 day, events: 12h }\n`
    expect(read(text).retention).toMatchObject({
      inputsMs: null,
      versionsMs: 0,
      quarantineMs: 86_400_000,
      eventsMs: 43_200_000,
    })
    expect(
      problemsOf(`${minimal}retention: { inputs: 7, versions: 2 weeks, events: forever, runEvents: 0 s }\n`),
    ).toEqual([
      'syndicate.yaml:6 retention.inputs: expected a time such as 12 h or 7 days, or forever, got 7',
      'syndicate.yaml:6 retention.versions: expected a time such as 12 h or 7 days, or forever, got "2 weeks"',
      'syndicate.yaml:6 retention.events: expected a time such as 30 s, 10 min, 12 h or 7 days, got "forever"',
      'syndicate.yaml:6 retention.runEvents: expected a time such as 30 s, 10 min, 12 h or 7 days, got "0 s"',
    ])
  })

  it('makes a schema that is named a part of its pipeline', () => {
    const definition = definitionOf(`${head}  schemas:
    row: { type: object, required: [x] }
pipelines:
  a: { format: csv, schema: row, dataset: rows, mode: replace }
`)
    expect(definition).toMatchObject({
      dataset: 'rows',
      mode: 'replace',
      schema: { type: 'object', required: ['x'] },
    })
  })

  it('asks for one mode of all that may write to a dataset', () => {
    const text = `${head}pipelines:
  a: { format: json, datasets: [b] }
  b: { format: json, mode: replace }
`
    expect(problemsOf(text)[0]).toContain('pipelines.b.mode: expected mode append, as pipeline a has for dataset b')
  })

  it('passes on what a pipeline and a chunk may use', () => {
    const text = `${head}pipelines:
  a: { format: json, limits: { seconds: 5 } }
performance: { chunkMemory: 64 MiB }
`
    const { performance } = read(text)
    expect(definitionOf(text)).toMatchObject({ limits: { seconds: 5 } })
    expect(performance).toMatchObject({ threads: 1, chunkSeconds: 30, chunkMemory: 64 * 1024 ** 2 })
  })

  it('passes on how a pipeline’s inputs are read', () => {
    const text = "pipelines: { a: { format: csv, delimiter: ';', header: [id, name], ragged: fill } }\n"
    expect(definitionOf(text)).toMatchObject({ delimiter: ';', header: ['id', 'name'], ragged: 'fill' })
  })

  it.each(['null', '~', 'NULL', ''])('says that %j among nulls is no text to YAML', (word) => {
    expect(
      problemsOf(`${head}pipelines:\n  a:\n    format: csv\n    nulls:\n      - "N/A"\n      - ${word}\n`),
    ).toEqual([
      'syndicate.yaml:9 pipelines.a.nulls[1]: expected text, got nothing: YAML takes null, NULL, ~ and no text for that; a word is put in quotes',
    ])
  })

  it('says what a field may be cast to', () => {
    const cast = (target: string) =>
      problemsOf(`${head}pipelines:\n  a: { format: csv, steps: [{ cast: { at: ${target} } }] }\n`)
    expect(cast('{ to: timestamp, formats: ["%F"], zone: Europe/Berlin }')).toEqual([])
    expect(cast('time')[0]).toMatch(/expected one of string, .*, or {to: timestamp, formats, zone}, got "time"$/)
    expect(cast('{ to: number, formats: ["%F"] }')[0]).toContain('cast.at.to: expected one of timestamp, got "number"')
  })

  it('has a fail point for tests, and none in production', () => {
    expect(read(minimal, { SYNDICATE_ABORT_ON: 'poison' }).abortOn).toBe('poison')
    expect(problemsOf(minimal, { SYNDICATE_ABORT_ON: 'poison', NODE_ENV: 'production', JWT_SECRET: strong })).toContain(
      'environment SYNDICATE_ABORT_ON: expected nothing in production, got a fail point',
    )
  })

  it('lets the environment override the file', () => {
    const text = minimal.replace('api:\n', 'api:\n  connectivity: { port: 1, redisUrl: "redis://file" }\n')
    const config = read(text, { PORT: '0', REDIS_URL: 'redis://env', DATABASE_URL: '', SYNDICATE_SCHEMA: 't_1' })
    expect(config).toMatchObject({ port: 0, redis: { url: 'redis://env' }, databaseSchema: 't_1' })
    expect(config.databaseUrl).toBeUndefined()
  })

  it.each([
    [
      'a wrong type',
      '  auth: { sessionSeconds: soon }',
      '4 api.auth.sessionSeconds: expected a whole number from 60 to 86400, got "soon"',
    ],
    [
      'an unknown key',
      '  auth:\n    sesionSeconds: 60',
      '5 api.auth.sesionSeconds: expected one of the keys jwtSecret, sessionSeconds',
    ],
    [
      'a wrong size',
      '  connectivity:\n    ws: { maxPayloadBytes: 5 furlongs }',
      '5 api.connectivity.ws.maxPayloadBytes: expected a size such as',
    ],
    [
      'a schema that is none',
      '  schemas:\n    row:\n      type: objekt',
      '6 api.schemas.row.type: expected JSON Schema 2020-12',
    ],
  ])('names the line of %s', (_, lines, problem) => {
    const text = minimal.replace('pipelines:', `${lines}\npipelines:`)
    expect(problemsOf(text)[0]).toContain(`syndicate.yaml:${problem}`)
  })

  it.each([
    [
      'an unknown step',
      '{ format: json, steps: [{ renam: { a: b } }] }',
      'pipelines.a.steps[0]: expected a mapping with one of the keys rename, cast',
    ],
    [
      'a wrong value inside a step',
      '{ format: json, steps: [{ cast: { x: numbr } }] }',
      'pipelines.a.steps[0].cast.x: expected one of string, number',
    ],
    [
      'an unknown schema',
      '{ format: json, schema: nope }',
      'pipelines.a.schema: expected one of the schemas in api.schemas (there are none), got "nope"',
    ],
    [
      'a bad dataset name',
      '{ format: json, dataset: ../x }',
      'pipelines.a.dataset: expected lower case, digits, - and _, got "../x"',
    ],
    ['a missing format', '{ dataset: a }', 'pipelines.a.format: expected one of json, ndjson'],
  ])('names the line of %s in a pipeline', (_, pipeline, problem) => {
    expect(problemsOf(`${head}pipelines:\n  a: ${pipeline}\n`)).toEqual([
      expect.stringContaining(`syndicate.yaml:5 ${problem}`),
    ])
  })

  it('refuses two modes for one dataset', () => {
    const text = `${minimal}  b:\n    format: json\n    dataset: a\n    mode: replace\n`
    expect(problemsOf(text)).toEqual([
      'syndicate.yaml:9 pipelines.b.mode: expected mode append, as pipeline a has for dataset a, got replace',
    ])
  })

  it('warns of a data type whose pipeline is in no file, for it may have been made over the API', () => {
    expect(read(minimal.replace('YAML: a', 'YAML: b')).warnings).toEqual([
      'api.etl.pipelineOf.YAML names b, which is in no file and not built in',
    ])
  })

  it('lists more than one problem, and says where YAML itself breaks', () => {
    expect(problemsOf(`${head}    sliceBytes: x\n    maxRecordBytes: x\npipelines: 3\n`)).toHaveLength(3)
    expect(problemsOf('api:\n  auth: [1\n')[0]).toMatch(/^syndicate\.yaml:\d \(syntax\): expected YAML, got /)
  })

  it('names a wrong variable and keeps what may be secret to itself', () => {
    const problems = problemsOf(minimal, { PORT: 'x', DATABASE_URL: 'mysql://root:hunter2@db' })
    expect(problems[0]).toBe('environment PORT: expected a whole number from 0 to 65535, got "x"')
    expect(problems[1]).toContain('environment DATABASE_URL: expected a URL such as postgres://')
    expect(problems.join()).not.toContain('hunter2')
  })
})

test('fail points are for tests, and refused in production', () => {
  const SYNDICATE_FAILPOINTS = 'load.staged:kill:1/20'
  expect(read(minimal, { NODE_ENV: 'test', SYNDICATE_FAILPOINTS }).failPoints).toBe(SYNDICATE_FAILPOINTS)
  expect(problemsOf(minimal, { NODE_ENV: 'production', JWT_SECRET: strong, SYNDICATE_FAILPOINTS })).toEqual([
    expect.stringContaining('environment SYNDICATE_FAILPOINTS: expected nothing in production'),
  ])
})

test('the environment says how many gateways there are, and what a worker touches', () => {
  const config = read(minimal, { SYNDICATE_GATEWAYS: '3', SYNDICATE_HEARTBEAT: '/tmp/beat' })
  expect(config.api.limits.gateways).toBe(3)
  expect(config.heartbeat).toBe('/tmp/beat')
  expect(problemsOf(minimal, { SYNDICATE_GATEWAYS: 'two' })).toEqual([
    'environment SYNDICATE_GATEWAYS: expected a whole number from 1 to 1000, got "two"',
  ])
})

describe('proxies whose X-Forwarded-For is believed', () => {
  const text = 'api: { connectivity: { trustProxy: [10.1.0.0/16, loopback] } }\n'
  const trusted = (env: Record<string, string>) => read(text, env).api.connectivity.trustProxy

  it('are those of the file, or of the environment instead', () => {
    expect(trusted({ SYNDICATE_TRUST_PROXY: '' })).toEqual(['10.1.0.0/16', 'loopback'])
    expect(trusted({ SYNDICATE_TRUST_PROXY: '172.16.0.0/12, fd00::1 ::2' })).toEqual([
      '172.16.0.0/12',
      'fd00::1',
      '::2',
    ])
  })

  it('are addresses, and not everybody', () => {
    expect(problemsOf('api: { connectivity: { trustProxy: [10.1.0.0/16, proxy] } }\n')).toEqual([
      'syndicate.yaml:1 api.connectivity.trustProxy[1]: expected an address or network such as 10.1.0.0/16, got "proxy"',
    ])
    expect(problemsOf(minimal, { SYNDICATE_TRUST_PROXY: '0.0.0.0/0' })).toEqual([
      'environment SYNDICATE_TRUST_PROXY: expected addresses or networks such as 127.0.0.1,10.1.0.0/16, got "0.0.0.0/0"',
    ])
  })
})

describe('where people find it', () => {
  const basePathOf = (url: string) => read(minimal, { PUBLIC_URL: url }).api.connectivity.basePath

  it('may be below a path, with which the address of all that is served begins', () => {
    expect(read(minimal).api.connectivity.basePath).toBe('')
    expect(['https://etl.example.org', 'https://etl.example.org/', 'http://e.org/a/etl-2/'].map(basePathOf)).toEqual([
      '',
      '',
      '/a/etl-2',
    ])
  })

  it.each(['https://e.org/a//b', 'https://e.org/..', 'https://e.org/a?b', 'https://e.org/a%20b', 'e.org'])(
    'is not %s',
    (url) => expect(() => basePathOf(url)).toThrow('an address such as https://etl.example.org'),
  )
})
