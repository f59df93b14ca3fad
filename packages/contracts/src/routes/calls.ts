import type { Static, TObject, TSchema } from 'typebox'
import type { RouteName, routes } from './routes.ts'

type Routes = typeof routes

/** What may be left out may also be undefined: neither is sent. */
type Loose<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] }

/** Names of the parameters that have a default. */
type Defaulted<P> = { [K in keyof P]: P[K] extends { default: unknown } ? K : never }[keyof P]

/** The parameters in the path of a route. */
export type ParamsOf<N extends RouteName> = Routes[N] extends { params: infer P extends TSchema } ? Static<P> : unknown

/** The query of a route as a caller writes it: what has a default need not be there. */
export type QueryOf<N extends RouteName> = Routes[N] extends { query: infer Q extends TObject }
  ? Loose<
      Omit<Static<Q>, Defaulted<Q['properties']>> &
        Partial<Pick<Static<Q>, Defaulted<Q['properties']> & keyof Static<Q>>>
    >
  : unknown

/** The body of a route, sent as JSON. */
export type BodyOf<N extends RouteName> = Routes[N] extends { body: infer B extends TSchema }
  ? Loose<Static<B>>
  : unknown

/** A part of a request: not there where the route has none, and may be left out where nothing in it is needed. */
type Part<Name extends string, T> = unknown extends T
  ? unknown
  : Record<never, never> extends T
    ? { [N in Name]?: T | undefined }
    : { [N in Name]: T }

/** What has to be said to call a route, besides its name. */
export type RequestTo<N extends RouteName> = Part<'params', ParamsOf<N>> &
  Part<'query', QueryOf<N>> &
  Part<'body', BodyOf<N>>

/** The path of any route, its parameters as `:name`. */
export type RoutePath<N = RouteName> = N extends `${string} ${infer Path}` ? Path : never

/** The statuses of a route's good answers. */
export type StatusOf<N extends RouteName> = Extract<keyof Routes[N]['answers'], 200 | 201 | 202 | 204>

/** What has begun is answered with 202. Only who asks for something else, to wait or to try, gets another one. */
export type UsualStatus<N extends RouteName> = 202 extends StatusOf<N> ? 202 : StatusOf<N>

/** What a route answers as JSON; undefined where there is nothing in the answer. */
export type AnswerTo<N extends RouteName, S extends StatusOf<N> = UsualStatus<N>> = {
  [K in S]: Routes[N]['answers'][K] extends infer A extends TSchema ? JsonOf<Static<A>> : never
}[S]

/** Text and streams are no JSON. */
type JsonOf<T> = [T] extends [null] ? undefined : Exclude<T, string | Uint8Array | AsyncIterable<unknown>>
