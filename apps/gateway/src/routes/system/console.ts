import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { loadBuiltFiles, type BuiltFiles } from '../../http/answers/built-files.ts'
import { packedFile } from '../../http/answers/packed-file.ts'
import { sendFile, type ServedFile } from '../../http/answers/served-file.ts'

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
  '/audit',
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

/** Where nobody who looks at pages goes: what is asked there is answered in JSON, whoever asks. */
const noPages = /^\/(api|assets|docs|admin|ws|health|ready|metrics)(\/|$)/

export interface ConsolePages {
  /** The page of an address that the console knows. */
  page(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  /** Of what `pnpm build` made. @throws ProblemError unavailable without a build, route-not-found */
  asset(name: string): Promise<ServedFile>
  /** The page that says that there is nothing, and leads home. @returns null for who did not ask for a page, or where there is no build */
  unknownPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | null>
}

/** The console as `pnpm build` made it. Without a build it says so, and looks again with the next request. */
export function createConsolePages({
  config,
  consoleDir,
  log,
}: Pick<Gateway, 'config' | 'consoleDir' | 'log'>): ConsolePages {
  const { basePath } = config.api.connectivity
  let files: BuiltFiles | undefined
  let told = false

  async function load(): Promise<BuiltFiles | undefined> {
    files ??= consoleDir === undefined ? undefined : await loadBelow(consoleDir, basePath)
    if (!files && !told) log.info({ consoleDir }, 'the console is not built')
    told = true
    return files
  }

  async function fileOf(path: string, detail?: string): Promise<ServedFile> {
    const built = await load()
    if (!built)
      throw new ProblemError(
        'unavailable',
        'The console is not built here: `pnpm build` makes it. /docs describes the API',
      )
    const file = built.get(path)
    if (!file) throw new ProblemError('route-not-found', detail)
    return file
  }

  return {
    async page(request, reply) {
      const file = await fileOf('index.html')
      reply.header('content-security-policy', policy)
      return sendFile(file, 'no-cache', request, reply)
    },
    asset: (name) => fileOf(`assets/${name}`, 'There is no such file; the console may be newer than your page'),
    async unknownPage(request, reply) {
      const asksForPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
      if (!asksForPage || noPages.test(request.url.split('?', 1)[0]!)) return null
      const file = (await load())?.get('index.html')
      if (!file) return null
      delete request.raw.headers['if-none-match']
      reply.code(404).header('content-security-policy', policy)
      return sendFile(file, 'no-store', request, reply)
    },
  }
}

/** The build names its files from where it is; its document is served at every depth, and names them from the top. */
async function loadBelow(folder: string, basePath: string): Promise<BuiltFiles | undefined> {
  const files = await loadBuiltFiles(folder)
  const document = files?.get('index.html')
  const plain = await document?.forms.at(-1)?.bytes()
  if (!files || !document || !plain) return files
  const led = plain.toString().replaceAll(/(?<=\b(?:href|src)=")\.\//g, `${basePath}/`)
  return new Map([...files, ['index.html', packedFile(document.type, Buffer.from(led))]])
}

/** Serves the console's pages and what they are made of. */
export function consoleFiles(app: App, pages: ConsolePages): void {
  for (const path of consolePaths) app.get(path, options, (request, reply) => pages.page(request, reply))
  app.get<{ Params: { name: string } }>('/assets/:name', options, async (request, reply) =>
    sendFile(await pages.asset(request.params.name), forever, request, reply),
  )
}
