import { formatOf, StartRequest } from '@syndicate/contracts'
import { payloadBytes } from '@syndicate/pipeline'
import { acceptFor } from '../../accept-for.ts'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { answerAccepted, startAnswers, startHeaders, startProblems } from './accepted-answer.ts'
import { recipeOf } from './recipe-of.ts'

const schema = {
  tags: ['etl'],
  operationId: 'startRun',
  summary: 'Start a run on a payload in the request',
  description:
    'For up to a megabyte (`api.etl.maxBodyBytes`); an upload takes any size. The payload is durable before the answer comes. ' +
    'Send the same `Idempotency-Key` again when no answer came: it is one run then.',
  headers: startHeaders,
  body: refTo(StartRequest),
  response: startAnswers,
}

export function start(app: App, gateway: Gateway): void {
  const { config } = gateway
  const bodyLimit = config.api.etl.maxBodyBytes
  app.post(
    '/api/etl/start',
    { schema, bodyLimit, config: { needs: 'start', lasting: true, audit: 'run.start', problems: startProblems } },
    async (request, reply) => {
      const { dataType, payload, pipeline, dataset } = request.body
      const accepted = await acceptFor(gateway, {
        recipe: recipeOf(config, pipeline ?? config.api.etl.pipelineOf[dataType]),
        dataset,
        format: formatOf[dataType],
        body: payloadBytes(dataType, payload),
        userId: principalOf(request).userId,
        idempotencyKey: request.headers['idempotency-key'],
      })
      return answerAccepted(request, reply, gateway, accepted)
    },
  )
}
