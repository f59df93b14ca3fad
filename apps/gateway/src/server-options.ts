import AjvCompiler, { type ValidatorFactory } from '@fastify/ajv-compiler'
import type { Config } from '@syndicate/config'
import { newId } from '@syndicate/contracts'
import { LogController, type FastifyHttpOptions, type RawServerDefault } from 'fastify'
import { withoutBase } from './http/base-path.ts'
import { answerBrokenRequest } from './http/answers/answer-broken-request.ts'
import { sendProblem } from './http/answers/problem-details.ts'
import { writeAnswers } from './http/answers/write-answers.ts'
import { numbersInText } from './http/numbers-in-text.ts'

const minuteMs = 60_000
/** Of a body that is no payload; `start` allows itself more. */
const smallBodyBytes = 64 * 1024

/** Every option Fastify is given, so that tests and production validate and time out alike. */
export function serverOptions(config: Config): FastifyHttpOptions<RawServerDefault> {
  const { connectivity } = config.api
  const { headerBytes, headersSeconds } = config.api.limits.request
  const { basePath } = connectivity
  return {
    ...(basePath !== '' && { rewriteUrl: ({ url = '/' }) => withoutBase(basePath, url) }),
    bodyLimit: smallBodyBytes,
    trustProxy: connectivity.trustProxy.length > 0 ? connectivity.trustProxy : false,
    // Long enough for the largest upload over a slow line; bodies that are parsed have a deadline of their own. A connection
    // may be silent for as long as its request is worked on or waits for room: who keeps it waiting has deadlines elsewhere.
    requestTimeout: 6 * 60 * minuteMs,
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: headerBytes,
      headersTimeout: headersSeconds * 1000,
      // How often the two times above are looked at; by default twice a minute only.
      connectionsCheckingInterval: 2_000,
      // Also where NODE_OPTIONS say otherwise: two lengths, bare line feeds and the like are refused.
      insecureHTTPParser: false,
    },
    routerOptions: { maxParamLength: 100 },
    genReqId: () => newId(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // What still comes on connections that are open is served (see `leavePolitely`).
    return503OnClosing: false,
    frameworkErrors: sendProblem,
    clientErrorHandler: answerBrokenRequest,
    schemaController: {
      compilersFactory: {
        buildValidator: buildValidator as unknown as ValidatorFactory,
        buildSerializer: writeAnswers,
      },
    },
  }
}

interface Validator {
  (values: unknown): boolean
  errors?: unknown
}
type Checked = { value: unknown } | { error: unknown }
type Build = (schemas: unknown, options: object) => (route: { httpPart?: string; schema: unknown }) => Validator
const buildAjv = AjvCompiler() as unknown as Build

/**
 * Numbers in a URL are read from digits; otherwise all has to mean what it says. Unknown members are refused, not dropped.
 * A schema is compiled when it is first asked: a gateway starts sooner, and serves many routes never.
 */
const buildValidator = (...[schemas, options]: Parameters<Build>) => {
  const customOptions = { removeAdditional: false, useDefaults: true, coerceTypes: false, strictNumbers: true } as const
  const build = () => buildAjv(schemas, { ...options, customOptions })
  return (route: Parameters<ReturnType<Build>>[0]) => {
    let holds: Validator | undefined
    const readNumbers = route.httpPart === 'body' ? () => {} : numbersInText(route.schema)
    return (value: unknown): Checked => {
      readNumbers(value)
      holds ??= build()(route)
      return holds(value) ? { value } : { error: holds.errors }
    }
  }
}
