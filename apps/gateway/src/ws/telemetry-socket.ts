import { ProblemError, subprotocol } from '@syndicate/contracts'
import { requireStart } from '@syndicate/identity'
import { serveConnection } from '@syndicate/telemetry'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from '../app-type.ts'
import { isRefusal, originOf } from '../audit/audit-requests.ts'
import { principalOf } from '../auth/principal.ts'
import type { Gateway } from '../gateway.ts'
import { problemOf } from '../http/answers/problem-of.ts'
import { recipeOf } from '../routes/etl/recipe-of.ts'
import { originAllowed } from './origin.ts'
import { peerOf } from './peer-of.ts'

const schema = {
  tags: ['telemetry'],
  operationId: 'openTelemetrySocket',
  summary: 'Live telemetry over WebSocket',
  description:
    `Upgrade with the subprotocol \`${subprotocol}\`, the session cookie and an allowed Origin, or with an API key. ` +
    'The messages are described in AsyncAPI, at `/docs/asyncapi.json`.',
  response: { 101: Type.Null({ description: 'The socket is open' }) },
}

/** The upgrade is refused with problem details, before there is a socket. */
export function telemetrySocket(app: App, gateway: Gateway): void {
  const { config, gatherer, messages, repeats, runs, sockets, topics, trail, waiting } = gateway
  const { allowedOrigins, ws } = config.api.connectivity

  async function refuseStrangers(request: FastifyRequest): Promise<void> {
    if (!request.ws) throw new ProblemError('validation-failed', 'This address is for WebSocket')
    if (!offers(request, subprotocol))
      throw new ProblemError('validation-failed', `The subprotocol ${subprotocol} is needed`)
    // A browser adds a cookie to whatever page asks; a key it adds to none.
    const principal = principalOf(request)
    if (principal.via === 'session' && !originAllowed(request.headers.origin, request.host, allowedOrigins)) {
      throw new ProblemError('origin-refused', 'A socket on a session cookie needs an Origin that is allowed')
    }
    // Counted before it is let in, and for as long as its connection lasts, whatever comes of the upgrade.
    const release = await sockets.open(principal.userId)
    const connection = request.raw.socket
    if (connection.destroyed) release()
    else connection.once('close', release)
  }

  app.route({
    method: 'GET',
    url: ws.path,
    schema,
    // What it may hear and send is asked with every message.
    config: { needs: 'known', problems: ['origin-refused', 'too-many-sockets'] },
    exposeHeadRoute: false,
    onRequest: refuseStrangers,
    handler: () => {
      throw new ProblemError('validation-failed', 'This address is for WebSocket')
    },
    wsHandler(socket, request) {
      const origin = originOf(request)
      const principal = principalOf(request)
      trail.note({ kind: 'socket.open', ...origin })
      serveConnection(socket, peerOf(principal, origin, gateway, request.log), {
        topics,
        gatherer,
        repeats,
        waiting,
        messages,
        recipeOf(pipeline) {
          const recipe = recipeOf(runs.pipelines, pipeline ?? config.api.etl.pipelineOf.TELEMETRY)
          requireStart(principal, { pipeline: recipe.name, dataset: recipe.dataset })
          return recipe
        },
        problemOf(error) {
          const problem = problemOf(error)
          if (isRefusal(problem.code))
            trail.note({ kind: 'request.refused', outcome: 'refused', code: problem.code, ...origin })
          return problem
        },
        maxBufferedBytes: ws.maxBufferedBytes,
        log: request.log,
      })
    },
  })
}

function offers(request: FastifyRequest, protocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((each) => each.trim() === protocol)
}
