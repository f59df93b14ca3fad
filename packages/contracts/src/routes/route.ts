import type { TObject, TSchema } from 'typebox'
import type { Right } from '../api-key.ts'
import type { AuditKind } from '../audit.ts'
import type { ProblemCode } from '../problem.ts'

/**
 * What a route needs: nobody in particular, anybody known, somebody signed in (a key is not enough), or a right. `metrics` is
 * the token of whoever watches over the service (METRICS_TOKEN), which is good for nothing else.
 */
export type Need = 'nothing' | 'metrics' | 'known' | 'session' | Right

/**
 * Where a request says which dataset it is about; `pipeline`: the one of the pipeline in its path; `selection`: what its body selects
 * is looked for among the datasets of its caller. A route that says nowhere is closed to keys that are confined to some.
 */
export type DatasetIn = 'path' | 'query' | 'topic' | 'run' | 'pipeline' | 'selection'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Routes by name, such as `GET /api/runs/:id`: method and path, parameters of the path as `:name`. */
export type RouteTable = Readonly<Record<`${Method} /${string}`, Route>>

/** All there is to know of a route from outside. */
export interface Route extends RouteConfig {
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: TObject
  readonly query?: TObject
  readonly headers?: TObject
  readonly body?: TSchema
  /** By status: what it answers when all is well. */
  readonly answers: Readonly<Record<number, TSchema>>
}

/** What whoever guards, audits and counts requests has to know of a route. */
export interface RouteConfig {
  /** What a caller may be refused with, besides what every route of its kind may answer. */
  readonly problems?: readonly ProblemCode[]
  /** What a caller needs; every route below /api says so. */
  readonly needs?: Need
  readonly dataset?: DatasetIn
  /** What a call leaves in the audit trail. Every change says so. */
  readonly audit?: AuditKind
  /** The body is read as it comes, for as long as it takes. */
  readonly streamed?: boolean
  /** It may last, and is cut off when the session or key it came with ends. */
  readonly lasting?: boolean
  /** What it answers is nobody's in particular, and may be kept by browsers and proxies. */
  readonly kept?: boolean
  /**
   * Its answer has an ETag, and is 304 to who has it already. A number of seconds: for so long, nobody need ask again.
   */
  readonly revalidated?: true | number
  /** Costs next to nothing, so that more of them are taken: static files, and what machines ask all the time. */
  readonly light?: boolean
  /** Left out of the request log: what machines ask every few seconds. */
  readonly quiet?: boolean
}
