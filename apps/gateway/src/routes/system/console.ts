import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { loadBuiltFiles } from '../../http/answers/built-files.ts'
import { sendFile } from '../../http/answers/served-file.ts'

/** The console's pages: one document serves them all, and its scripts read the address. */
export const consolePaths = [
  '/',
  '/runs',
  '/runs/:id',
  '/start',
  '/quarantine',
  '/datasets',
  '/datasets/:name',
  '/new',
  '/new/pipeline',
  '/pipelines',
  '/pipelines/:name',
  '/pipelines/:name/edit',
  '/live',
  '/alerts',
  '/keys',
  '/users',
  '/account',
]

/** Scripts, styles and requests of our own and nothing else, so that text out of a record can never become any of these. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** An asset's name holds the hash of what is in it. */
const forever = 'public, max-age=31536000, immutable'

const options = { schema: { hide: true }, compress: false, config: { needs: 'nothing', light: true } } as const

/** Serves what `pnpm build` made of the console. Without a build it says so, and looks again with the next request. */
export async function consoleFiles(app: App, { consoleDir, log }: Gateway): Promise<void> {
  const load = async () => (consoleDir === undefined ? undefined : loadBuiltFiles(consoleDir))
  let files = await load()
  if (!files) log.info({ consoleDir }, 'the console is not built')

  async function fileOf(path: string) {
    files ??= await load()
    if (files) return files.get(path)
    throw new ProblemError(
      'unavailable',
      'The console is not built here: `pnpm build` makes it. /docs describes the API',
    )
  }

  async function page(request: FastifyRequest, reply: FastifyReply) {
    const file = await fileOf('index.html')
    if (!file) throw new ProblemError('route-not-found')
    reply.header('content-security-policy', policy)
    return sendFile(file, 'no-cache', request, reply)
  }

  for (const path of consolePaths) app.get(path, options, page)

  app.get<{ Params: { name: string } }>('/assets/:name', options, async (request, reply) => {
    const file = await fileOf(`assets/${request.params.name}`)
    if (!file)
      throw new ProblemError('route-not-found', 'There is no such file; the console may be newer than your page')
    return sendFile(file, forever, request, reply)
  })
}
