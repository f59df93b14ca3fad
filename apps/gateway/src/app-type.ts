import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { ProblemCode, RouteConfig } from '@syndicate/contracts'
import type { Principal } from '@syndicate/identity'
import type { Place } from '@syndicate/tracing'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { GuardedRoute } from './auth/admission/route-needs.ts'

/** Fastify with routes typed by their TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route that says what it needs. */
    guardedRoutes: readonly GuardedRoute[]
  }
  interface FastifyRequest {
    /** Who asks; set where a route needs more than nothing. */
    principal: Principal | null
    /** What a change was done to, when the address does not say it. For the audit trail. */
    target: string | undefined
    /** The run that it made, where the address does not name one. For the log. */
    runId: string | undefined
    /** Its place in a trace, where somebody traces and it is known who asks. */
    trace: Place | undefined
    /** The span of the caller's that led to it. */
    tracedBy: string | undefined
    /** The payload of a body that has one, as it was sent (`payloadBodies`). */
    payload: Uint8Array | undefined
    /** The code of the problem it is answered with. */
    problem: ProblemCode | null
    /** The audit trail has it already. */
    audited: boolean
  }
  interface FastifyContextConfig extends RouteConfig {
    /** The route sees to it that a change comes from its own page, and asks for no CSRF token. */
    guardsForgery?: boolean
  }
}
