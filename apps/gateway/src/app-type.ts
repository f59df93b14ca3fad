import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { AuditKind, ProblemCode } from '@syndicate/contracts'
import type { Principal } from '@syndicate/identity'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { DatasetIn, GuardedRoute, Need } from './auth/admission/route-needs.ts'

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
    /** The code of the problem it is answered with. */
    problem: ProblemCode | null
    /** The audit trail has it already. */
    audited: boolean
  }
  interface FastifyContextConfig {
    /** The body is read as it comes, for as long as it takes. */
    streamed?: boolean
    /** It may last, and is cut off when the session or key it came with ends. */
    lasting?: boolean
    /** What a caller needs; every route below /api says so. */
    needs?: Need
    /** Where the route says which dataset it is about. */
    dataset?: DatasetIn
    /** The route sees to it that a change comes from its own page, and asks for no CSRF token. */
    guardsForgery?: boolean
    /** What a call leaves in the audit trail. Every change says so. */
    audit?: AuditKind
    /** What a caller may be refused with, besides what every route of its kind may answer. For the API reference. */
    problems?: readonly ProblemCode[]
    /** Not counted as a request: static files, and what machines ask all the time. */
    unlimited?: boolean
    /** Left out of the request log: what machines ask every few seconds. */
    quiet?: boolean
  }
}
