import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { routes, type Route, type RouteName } from '@syndicate/contracts'
import type {
  ContextConfigDefault,
  FastifyBaseLogger,
  HTTPMethods,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  RouteHandlerMethod,
  RouteShorthandOptions,
} from 'fastify'
import type { App } from '../app-type.ts'

type Part<R, Name extends keyof Route> = R extends Record<Name, infer S> ? S : undefined

interface SchemaOf<R> {
  params: Part<R, 'params'>
  querystring: Part<R, 'query'>
  headers: Part<R, 'headers'>
  body: Part<R, 'body'>
  response: Part<R, 'answers'>
}

type Handler<N extends RouteName> = RouteHandlerMethod<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  RouteGenericInterface,
  ContextConfigDefault,
  SchemaOf<(typeof routes)[N]>,
  TypeBoxTypeProvider,
  FastifyBaseLogger
>

/** How a route is served, which is nobody's business outside. */
type Serving = Pick<RouteShorthandOptions, 'bodyLimit' | 'exposeHeadRoute'> & {
  /** Left out, an answer is compressed for who takes it so; one with a secret in it must not be. */
  compress?: false
}

/** Serves a route of the contract: what comes in is checked and what goes out is written as its schemas say. */
export function bind<N extends RouteName>(app: App, name: N, handler: Handler<N>): void
export function bind<N extends RouteName>(app: App, name: N, serving: Serving, handler: Handler<N>): void
export function bind<N extends RouteName>(app: App, name: N, ...rest: [Handler<N>] | [Serving, Handler<N>]): void {
  const [serving, handler] = rest.length === 2 ? rest : [{}, rest[0]]
  const [method, url] = name.split(' ') as [HTTPMethods, string]
  app.route({ method, url, ...optionsOf(routes[name]), ...serving, handler: handler as RouteHandlerMethod })
}

/** The route as Fastify reads it, the API reference and the hooks that guard it. */
function optionsOf({ operationId, tag, summary, description, ...route }: Route) {
  const { params, query, headers, body, answers, ...config } = route
  const schema = {
    tags: [tag],
    operationId,
    summary,
    ...(description !== undefined && { description }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
    response: answers,
  }
  return { schema, config }
}
