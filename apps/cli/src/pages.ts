import type { Client } from '@syndicate/client'
import type { AnswerTo, ParamsOf, QueryOf, RouteName } from '@syndicate/contracts'

/** The routes that give a list by pages. */
type ListRoute = {
  [N in RouteName]: [AnswerTo<N>, ParamsOf<N>] extends [{ next?: string | null }, infer P]
    ? unknown extends P
      ? N
      : never
    : never
}[RouteName]

/** What the lists of a route hold, by their names within a page. */
type Lists<N extends ListRoute> = {
  [Name in Exclude<keyof AnswerTo<N>, 'next'>]: NonNullable<AnswerTo<N>[Name]> extends (infer Entry)[] ? Entry : never
}

interface Pages<N extends ListRoute, Name> {
  /** Of the list within a page. */
  name: Name
  limit: number
  mostAtOnce: number
  query?: Omit<QueryOf<N>, 'limit' | 'cursor'>
}

/** A page of any list: which one it is, only the caller's types know. */
type AskForPage = (route: string, options: { query: object }) => Promise<Record<string, unknown>>

/** Up to `limit` entries of a list that the server gives by pages. */
export async function takePages<N extends ListRoute, Name extends keyof Lists<N> & string>(
  client: Client,
  route: N,
  { name, limit, mostAtOnce, query }: Pages<N, Name>,
): Promise<Lists<N>[Name][]> {
  const ask = client.request as unknown as AskForPage
  const taken: Lists<N>[Name][] = []
  let cursor: string | undefined
  do {
    const page = await ask(route, { query: { ...query, limit: Math.min(mostAtOnce, limit - taken.length), cursor } })
    taken.push(...(page[name] as Lists<N>[Name][]))
    cursor = (page['next'] as string | null) ?? undefined
  } while (cursor !== undefined && taken.length < limit)
  return taken
}
