import { expect, test } from 'vitest'
import { readTracing } from './tracing-variables.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://token:secret@collector:4318/otlp?key=secret' }

test.each([
  ['of a hundred one, where nobody says otherwise', {}, 0.01],
  ['as many as the number says', { OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25],
  ['all', { OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, 1],
  ['none, but with ids in the log', { OTEL_TRACES_SAMPLER: 'always_off', OTEL_TRACES_SAMPLER_ARG: '1' }, 0],
  ['a share', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }, 0.5],
  ['all, as the standard has it for a share that is not said', { OTEL_TRACES_SAMPLER: 'traceidratio' }, 1],
])('%s', (_what, more, ratio) => {
  expect(readTracing({ ...endpoint, ...more })).toEqual({
    tracing: { collector: 'http://collector:4318', ratio },
    problems: [],
  })
})

test.each([
  ['no endpoint', { OTEL_TRACES_SAMPLER: 'always_on' }],
  ['the whole SDK switched off', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
  ['traces switched off', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
])('no traces: %s', (_what, env) => {
  expect(readTracing(env)).toEqual({ tracing: undefined, problems: [] })
})

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  [{ ...endpoint, OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER'],
  [{ ...endpoint, OTEL_TRACES_SAMPLER_ARG: '1 %' }, 'OTEL_TRACES_SAMPLER_ARG'],
])('what cannot be is named: %j', (env, path) => {
  const { tracing, problems } = readTracing(env)
  expect(tracing).toBeUndefined()
  expect(problems.map((problem) => problem.path)).toEqual([path])
  expect(JSON.stringify(problems)).not.toContain('secret')
})
