import Type, { type Static } from 'typebox'
import { byteSize, bytesOf } from './byte-size.ts'
import type { Config } from './config.ts'

const only = { additionalProperties: false }
const section = { ...only, default: {} }

const count = (standard: number, maximum = 10_000_000) => Type.Integer({ minimum: 1, maximum, default: standard })

const Request = Type.Object(
  {
    headerBytes: byteSize('16 KiB'),
    urlLength: Type.Integer({ minimum: 256, maximum: 65_536, default: 8192 }),
    queryParameters: count(100, 10_000),
    headersSeconds: count(10, 600),
    bodySeconds: count(30, 3600),
    stalledSeconds: count(30, 3600),
  },
  section,
)

const Uploads = Type.Object(
  {
    atOnce: count(250, 100_000),
    atOncePerUser: count(50, 100_000),
    memory: byteSize('128 MiB'),
    memoryPerUser: byteSize('48 MiB'),
  },
  section,
)

/** The `api.limits` part of syndicate.yaml: what one caller may ask for. */
export const LimitsSection = Type.Object(
  {
    requestsPerMinute: count(100),
    keyRequestsPerMinute: count(600),
    addressRequestsPerMinute: count(300),
    lightRequestsPerMinute: count(3000),
    gateways: count(1, 1000),
    acceptedPerDay: byteSize('1024 GiB'),
    unfinishedRuns: count(1000),
    socketsPerUser: count(50),
    socketMessagesPerMinute: count(6000),
    uploads: Uploads,
    request: Request,
  },
  section,
)

export function limitsOf({
  acceptedPerDay,
  uploads,
  request,
  ...rest
}: Static<typeof LimitsSection>): Config['api']['limits'] {
  return {
    ...rest,
    acceptedBytesPerDay: bytesOf(acceptedPerDay),
    uploads: { ...uploads, memory: bytesOf(uploads.memory), memoryPerUser: bytesOf(uploads.memoryPerUser) },
    request: { ...request, headerBytes: bytesOf(request.headerBytes) },
  }
}
