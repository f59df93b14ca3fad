import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import { ProblemError } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import type { FastifyPluginCallback, FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import { isChange } from '../auth/admission/refuse-cross-site.ts'
import type { Gateway } from '../gateway.ts'
import { preferredType } from '../http/answers/accepts.ts'
import { sendProblem } from '../http/answers/problem-details.ts'
import { originAllowed } from '../ws/origin.ts'
import { shownReference } from './shown-reference.ts'

const path = '/admin/queues'

/** The board's scripts and styles are its own files; React sets styles without writing any. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"

/** Its page asks another host for a font. It looks well without, and this service asks nobody for anything. */
const foreignFonts = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/g
/** What it shows until its scripts are there is all style, written into the page, which the policy forbids. */
const spinner = /<div id="root">.*?<\/style>\s*<\/div>/s

/**
 * Bull Board: for whoever may read, to look at; for administrators, to change things with. Its own requests carry no CSRF token, so a change has to come from this origin, as the
 * browser says: by `Sec-Fetch-Site`, else by `Origin`. Without either it is refused; the session cookie is SameSite=Strict.
 */
export async function queueBoard(app: App, gateway: Gateway): Promise<void> {
  const { broker, config } = gateway
  const { basePath } = config.api.connectivity
  const adapter = new FastifyAdapter().setBasePath(basePath + path)
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Syndicate queues',
        hideRedisDetails: true,
        hideDocsLink: true,
        miscLinks: [{ text: 'Back to the console', url: `${basePath}/` }],
      },
    },
  })

  // Its own handler would tell what went wrong inside; thrown on, an error is ours to answer.
  adapter.setErrorHandler((error) => {
    throw error
  })

  /** Asked every time, as queues are opened only once Redis is there. @throws ProblemError unavailable */
  function findQueues(): void {
    board.replaceQueues(
      broker.queues.opened().map((queue) => {
        const shown = new BullMQAdapter(queue)
        shown.setFormatter('data', shownReference)
        shown.setFormatter('returnValue', () => null)
        return shown
      }),
    )
  }

  await app.register(
    async function board(scope: App) {
      scope.addHook('onRoute', (route) => {
        const changes = [route.method].flat().some(isChange)
        const isFile = route.url.includes('/static/')
        route.config = {
          ...route.config,
          needs: changes ? 'administer' : 'read',
          guardsForgery: true,
          ...(changes && { audit: 'queue.change' }),
          ...(isFile && { light: true }),
        }
      })
      scope.addHook('onRequest', async (request, reply) => {
        if (isChange(request.method) && !fromHere(request)) throw new ProblemError('origin-refused')
        requireShortPage(request.query as Record<string, unknown>)
        reply.header('content-security-policy', policy).header('cache-control', 'no-store')
        const { queueName, jobId } = request.params as { queueName?: string; jobId?: string }
        request.target = [queueName, jobId].filter((name) => name !== undefined).join('/')
        if (isForQueues(request)) findQueues()
      })
      scope.addHook('onSend', async (request, _reply, payload) => {
        if (typeof payload !== 'string') return payload
        if (isForQueues(request)) return mayChange(request) ? payload : asReadOnly(payload)
        return payload.replace(foreignFonts, '').replace(spinner, '<div id="root"></div>')
      })
      scope.setErrorHandler((error, request, reply) => {
        const isStranger = error instanceof ProblemError && error.code === 'not-authenticated'
        const wantsPage = preferredType(request.headers.accept, ['application/json', 'text/html']) === 'text/html'
        if (isStranger && wantsPage && !isChange(request.method)) return reply.redirect('/')
        return sendProblem(error, request, reply)
      })
      await scope.register(adapter.registerPlugin() as unknown as FastifyPluginCallback)
    },
    { prefix: path },
  )
}

/** By the route that was found: an address may be written in many ways, such as `/%61pi/`. */
function isForQueues({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith(`${path}/api/`) ?? false
}

function mayChange({ principal }: FastifyRequest): boolean {
  return principal !== null && hasRight(principal, 'administer')
}

/**
 * Its page offers nothing that would be refused, and tells nothing of our inside. One board serves all, so what differs is in
 * the answer alone.
 */
function asReadOnly(payload: string): string {
  const shown = JSON.parse(payload, (name, value: unknown) => {
    if (name === 'readOnlyMode') return true
    if (name === 'stacktrace') return []
    return name === 'failedReason' && value ? '[hidden]' : value
  }) as unknown
  return JSON.stringify(shown)
}

/** It takes any number for the length of a page, and reads as many jobs. @throws ProblemError validation-failed */
function requireShortPage({ page = '1', jobsPerPage = '10' }: Record<string, unknown>): void {
  const isShort = /^[1-9]\d{0,5}$/.test(String(page)) && /^([1-9]\d?|100)$/.test(String(jobsPerPage))
  if (!isShort)
    throw new ProblemError('validation-failed', 'page and jobsPerPage: whole numbers, in digits, at most 100 jobs')
}

function fromHere({
  headers,
  host,
}: {
  headers: Record<string, string | string[] | undefined>
  host: string
}): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = headers
  return typeof origin === 'string' && originAllowed(origin, host, [])
}
