import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'

/** As every command that takes a run says it. */
export const namesRun = 'its id, or the beginning of that (8 digits or more), or `last` (-): the newest you started'

const wholeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * A run as the server takes it where one run is named: it knows beginnings itself. One request for `last`, else none.
 * @throws CliError notFound when nobody has started one
 */
export async function nameForServer({ client }: Context, named: string): Promise<string> {
  if (named !== 'last' && named !== '-') return named
  const { runs } = await (await client()).request('GET /api/runs', { query: { mine: 'true', limit: 1 } })
  if (runs[0]) return runs[0].runId
  throw new CliError('notFound', 'You have started no run lately', '`syndicate runs` lists the runs.')
}

/** The whole id of a run, for where the server takes no other; one request, unless it is whole. */
export async function idOfRun(context: Context, named: string): Promise<string> {
  const name = await nameForServer(context, named)
  if (wholeId.test(name)) return name
  return (await (await context.client()).run(name).get({ signal: context.interrupted })).runId
}

/** One request for each that is not whole. */
export async function idsOfRuns(here: Context, named: readonly string[]): Promise<string[]> {
  const ids = []
  for (const name of named) ids.push(await idOfRun(here, name))
  return [...new Set(ids)]
}
