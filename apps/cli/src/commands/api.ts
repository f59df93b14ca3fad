import { Command, Option } from '@commander-js/extra-typings'
import type { Client } from '@syndicate/client'
import { bodyFrom, bodyOf, fieldOf, headerOf, pathOf, withQuery } from '../api/request-of.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export function apiCommand({ context, surroundings }: CommandDeps) {
  const several = (text: string, before: string[] = []) => [...before, text]
  return new Command('api')
    .description('Ask any route of the API, as whoever is signed in, and print what it answers')
    .argument('<path>', 'of the route: /api/runs, or runs')
    .addOption(new Option('-X, --method <method>', 'GET, or POST where there is a body').choices(methods))
    .option(
      '-F, --field <name=value>',
      'part of a JSON body, where a value is JSON or else text; or of the query of a GET, as it is written',
      several,
    )
    .option('-H, --header <name:value>', 'one more header', several)
    .addOption(new Option('--input <file>', 'the whole body; - is standard input').conflicts('field'))
    .option('--paginate', 'of a list, all pages, one after another')
    .addHelpText(
      'after',
      examples(
        ['what it is', 'syndicate api telemetry?topic=telemetry.live'],
        ['all runs of a day, page by page', 'syndicate api runs -F since=2026-01-01T00:00:00Z -F limit=500 --paginate'],
        ['a body from fields', `syndicate api runs/replay -F 'filter={"state":"failed"}' -F dryRun=true`],
        ['a body from a file', 'syndicate api pipelines/apply --input request.json'],
        ['what routes there are', 'syndicate api /docs/json'],
      ),
    )
    .action(async (written, { method: asked, field = [], header = [], input, paginate = false }) => {
      const here = context()
      const fields = field.map(fieldOf)
      const method = asked ?? (fields.length > 0 && !paginate ? 'POST' : input === undefined ? 'GET' : 'POST')
      const isRead = method === 'GET'
      if (paginate && !isRead)
        throw new CliError('wrongUse', 'Only what is read comes in pages', 'Leave --paginate out.')
      if (isRead && input !== undefined)
        throw new CliError('wrongUse', 'What is read takes no body', '--method says what is done.')
      const path = pathOf(written, here.url())
      const headers = Object.fromEntries([
        ...(isRead ? [] : [['content-type', 'application/json']]),
        ...header.map(headerOf),
      ])
      const body =
        input !== undefined
          ? await bodyFrom(input, { folder: surroundings.folder, stdin: surroundings.stdin })
          : !isRead && fields.length > 0
            ? new Blob([bodyOf(fields)])
            : undefined
      if (body === undefined) delete headers['content-type']
      await copyPages(here, { method, path: isRead ? withQuery(path, fields) : path, headers, body, paginate })
    })
}

interface Request {
  method: string
  path: string
  headers: Record<string, string>
  body: Blob | undefined
}

/** The routes are whatever the server has. */
type Ask = (route: string, options: object) => Promise<Response>

async function copyPages(here: Context, { paginate, ...request }: Request & { paginate: boolean }): Promise<void> {
  const client = await here.client()
  for (let path: string | undefined = request.path; path !== undefined;) {
    const answer = await ask(client, { ...request, path }, here.interrupted)
    let last: Uint8Array | undefined
    for await (const chunk of answer.body ?? []) await here.out.raw((last = chunk))
    // Pages of JSON are a line each, and no prompt stands behind an answer.
    if (last && last.at(-1) !== 0x0a) await here.out.raw(Buffer.from('\n'))
    const next = paginate && /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    path = next ? pathOf(next, here.url()) : undefined
  }
}

function ask(client: Client, { method, path, headers, body }: Request, signal: AbortSignal): Promise<Response> {
  // The client fills in `:names`; this has none.
  const route = `${method} ${path.replaceAll(':', '%3A')}`
  return (client.raw as unknown as Ask)(route, { headers, body, signal })
}
