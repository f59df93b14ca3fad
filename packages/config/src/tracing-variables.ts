import type { ConfigProblem } from './config-error.ts'
import type { Variables } from './environment.ts'

/** Where traces go, and how many. */
export interface TracingSettings {
  /** The collector's address without what may be secret, for people to read. */
  readonly collector: string
  /** The share of traces that is sent, from 0 to 1. */
  readonly ratio: number
}

/** Of every hundred one: what nobody notices under a load of small runs. */
const usualRatio = 0.01

const samplers = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`])

/**
 * Reads OpenTelemetry's own variables, as far as they say whether there are traces and how many; the rest the exporter reads
 * itself. A `parentbased_` sampler is the same as the one it is based on: whether a caller samples is the caller's business.
 */
export function readTracing(env: Variables): { tracing: TracingSettings | undefined; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = []
  const endpointName = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
    ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
    : 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const endpoint = env[endpointName]
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none'
  if (!endpoint || isOff) return { tracing: undefined, problems }
  const expect = (path: string, expected: string, got: string) =>
    problems.push({ where: 'environment', path, expected, got })

  const url = URL.parse(endpoint)
  if (!url || !/^https?:$/.test(url.protocol))
    expect(endpointName, 'the address of a collector such as http://localhost:4318', 'something else')
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  if (protocol === 'grpc') expect('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json, for gRPC is not spoken here', 'grpc')
  const sampler = env['OTEL_TRACES_SAMPLER']
  if (sampler && !samplers.includes(sampler))
    expect('OTEL_TRACES_SAMPLER', `one of ${samplers.join(', ')}`, JSON.stringify(sampler.slice(0, 80)))
  const given = env['OTEL_TRACES_SAMPLER_ARG']
  const share = given ? Number(given) : sampler ? 1 : usualRatio
  if (!(share >= 0 && share <= 1)) expect('OTEL_TRACES_SAMPLER_ARG', 'a number from 0 to 1', 'something else')
  if (!url || problems.length > 0) return { tracing: undefined, problems }
  const ratio = sampler?.endsWith('always_on') ? 1 : sampler?.endsWith('always_off') ? 0 : share
  return { tracing: { collector: url.origin, ratio }, problems }
}
