import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyPluginCallback } from 'fastify'
import type { App } from '../app-type.ts'
import { isChange } from '../auth/refuse-cross-site.ts'
import type { Gateway } from '../gateway.ts'
import { preferredType } from '../http/accepts.ts'
import { sendProblem } from '../http/problem-details.ts'
import { originAllowed } from '../ws/origin.ts'
import { shownReference } from './shown-reference.ts'

const path = '/admin/queues'

/** The board's scripts are its own files; React writes styles into its elements. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"

/** Its page asks another host for a font. It looks well without, and this service asks nobody for anything. */
const foreignFonts = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/g

/**
 * Bull Board for administrators. Its own requests carry no CSRF token, so a change has to come from this origin, as the
 * browser says: by `Sec-Fetch-Site`, else by `Origin`. Without either it is refused; the session cookie is SameSite=Strict.
 */
export async function queueBoard(app: App, gateway: Gateway): Promise<void> {
  const { broker } = gateway
  const adapter = new FastifyAdapter().setBasePath(path)
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Syndicate queues', hideRedisDetails: true, hideDocsLink: true } },
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
    async function administrators(scope: App) {
      scope.addHook('onRoute', (route) => {
        const changes = [route.method].flat().some(isChange)
        const isFile = route.url.includes('/static/')
        route.config = {
          ...route.config,
          needs: 'administer',
          guardsForgery: true,
          ...(changes && { audit: 'queue.change' }),
          ...(isFile && { unlimited: true }),
        }
      })
      scope.addHook('onRequest', async (request, reply) => {
        if (isChange(request.method) && !fromHere(request)) throw new ProblemError('origin-refused')
        reply.header('content-security-policy', policy).header('cache-control', 'no-store')
        const { queueName, jobId } = request.params as { queueName?: string; jobId?: string }
        request.target = [queueName, jobId].filter((name) => name !== undefined).join('/')
        if (request.url.startsWith(`${path}/api/`)) findQueues()
      })
      scope.addHook('onSend', async (_request, _reply, payload) =>
        typeof payload === 'string' ? payload.replace(foreignFonts, '') : payload,
      )
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
