import { formatOf } from '@syndicate/contracts'
import { requireStart } from '@syndicate/identity'
import { payloadBytes } from '@syndicate/pipeline'
import { acceptFor } from '../../accept-for.ts'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { payloadBodies } from '../../http/bodies/payload-bodies.ts'
import { bind } from '../bind.ts'
import { answerAccepted } from './accepted-answer.ts'
import { recipeOf } from './recipe-of.ts'

/** Expects a scope of its own: it reads bodies in its own way. */
export function start(app: App, gateway: Gateway): void {
  const { config, runs } = gateway
  payloadBodies(app)
  const bodyLimit = config.api.etl.maxBodyBytes
  bind(app, 'POST /api/etl/start', { bodyLimit }, async (request, reply) => {
    const { dataType, pipeline, dataset } = request.body
    const principal = principalOf(request)
    const recipe = recipeOf(runs.pipelines, pipeline ?? config.api.etl.pipelineOf[dataType])
    requireStart(principal, { pipeline: recipe.name, dataset: dataset ?? recipe.dataset })
    const accepted = await acceptFor(gateway, {
      recipe,
      dataset,
      format: formatOf[dataType],
      body: payloadBytes(dataType, request.payload),
      userId: principal.userId,
      trace: request.trace,
      idempotencyKey: request.headers['idempotency-key'],
    })
    return answerAccepted(request, reply, gateway, accepted)
  })
}
