import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as OTLP has it in JSON, with its attributes by name. */
export interface ReceivedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  from: number
  until: number
  isError: boolean
  service: string
  attributes: Record<string, string | number | boolean>
}

interface Keyed {
  key: string
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
}

interface Export {
  resourceSpans: {
    resource: { attributes: Keyed[] }
    scopeSpans: {
      spans: (Pick<ReceivedSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind'> & {
        startTimeUnixNano: string
        endTimeUnixNano: string
        status: { code?: number }
        attributes: Keyed[]
      })[]
    }[]
  }[]
}

/** The receiving end of OTLP over HTTP: what an OpenTelemetry collector would get. */
export async function startCollector() {
  const spans: ReceivedSpan[] = []
  const bodies: string[] = []
  const held: ServerResponse[] = []
  let isStuck = false

  const server = createServer((request, answer) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      if (isStuck) return void held.push(answer)
      bodies.push(body)
      spans.push(...received(JSON.parse(body) as Export))
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    /** How many exports it has taken and not answered. */
    held,
    /** Takes what comes and does not answer. */
    stick: () => void (isStuck = true),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function received({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, status, attributes, ...span }) => ({
        ...span,
        from: Number(BigInt(startTimeUnixNano) / 1000n) / 1000,
        until: Number(BigInt(endTimeUnixNano) / 1000n) / 1000,
        isError: status.code === 2,
        service: String(byName(resource.attributes)['service.name']),
        attributes: byName(attributes),
      })),
    ),
  )
}

function byName(attributes: Keyed[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, intValue, doubleValue, boolValue } = value
      return [key, stringValue ?? doubleValue ?? boolValue ?? Number(intValue)]
    }),
  )
}
