import { replayRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { answerAccepted, startAnswers, waitHeaders } from '../etl/accepted-answer.ts'
import { RunParams } from './run-params.ts'

const schema = {
  tags: ['runs'],
  operationId: 'replayRun',
  summary: 'Run the same input again, as a new run',
  params: RunParams,
  headers: waitHeaders,
  response: startAnswers,
}

export function replay(app: App, gateway: Gateway): void {
  app.post(
    '/api/runs/:id/replay',
    {
      schema,
      config: {
        needs: 'operate',
        lasting: true,
        audit: 'run.replay',
        problems: [
          'run-not-found',
          'nothing-to-replay',
          'input-reclaimed',
          'dataset-mode-conflict',
          'too-many-runs',
          'overloaded',
        ],
      },
    },
    async (request, reply) => {
      const accepted = await replayRun(gateway.runs, request.params.id, principalOf(request).userId)
      return answerAccepted(request, reply, gateway, accepted)
    },
  )
}
