import type { Client } from '@syndicate/client'

type Query = Record<string, string | number | undefined>

/**
 * Up to `limit` entries of a list that the server gives by pages.
 * @param name of the list within a page
 */
export async function takePages<T>(
  client: Client,
  path: string,
  { name, limit, mostAtOnce, query = {} }: { name: string; limit: number; mostAtOnce: number; query?: Query },
): Promise<T[]> {
  const taken: T[] = []
  let cursor: string | undefined
  do {
    const page: Record<string, unknown> = await client.request('GET', path, {
      query: { ...query, limit: Math.min(mostAtOnce, limit - taken.length), cursor },
    })
    taken.push(...(page[name] as T[]))
    cursor = (page['next'] as string | null) ?? undefined
  } while (cursor !== undefined && taken.length < limit)
  return taken
}
