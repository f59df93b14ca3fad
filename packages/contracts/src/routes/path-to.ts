import type { QueryOf, RequestTo } from './calls.ts'
import type { RouteName } from './routes.ts'

/** What of a request its address is made of. */
type AddressOf<N extends RouteName> = Omit<RequestTo<N>, 'body'>

/** What fills an address in; may be left out where nothing has to be. */
export type Filling<N extends RouteName> =
  Record<never, never> extends AddressOf<N> ? [asked?: AddressOf<N>] : [asked: AddressOf<N>]

/** The path of a route with its parameters filled in, and its query. Those undefined are left out. */
export function pathTo<N extends RouteName>(name: N, ...[asked]: Filling<N>): string {
  const { params = {}, query = {} } = (asked ?? {}) as { params?: Record<string, string>; query?: QueryOf<N> & object }
  const path = name
    .slice(name.indexOf('/'))
    .replace(/:(\w+)/g, (_all, each: string) => encodeURIComponent(params[each]!))
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return search ? `${path}?${search}` : path
}
