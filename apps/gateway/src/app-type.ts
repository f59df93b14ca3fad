import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { AuditKind, ProblemCode, Role } from '@syndicate/contracts'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Principal } from './auth/principal.ts'

/** Fastify with routes typed by their TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every request of the authenticated scope. */
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
    /** The least role that may call the route. Without it, changes ask for `operator` and reading for `viewer`. */
    role?: Role
    /** What a call leaves in the audit trail. Every change says so. */
    audit?: AuditKind
    /** Not counted as a request: static files, and what machines ask all the time. */
    unlimited?: boolean
    /** Left out of the request log: what machines ask every few seconds. */
    quiet?: boolean
  }
}
