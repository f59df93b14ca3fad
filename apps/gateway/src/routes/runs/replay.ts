import { replayRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { answerAccepted, startAnswers } from '../etl/accepted-answer.ts'
import { RunParams } from './run-params.ts'

const schema = {
  tags: ['runs'],
  summary: 'Run the same input again, as a new run',
  params: RunParams,
  response: startAnswers,
}

export function replay(app: App, gateway: Gateway): void {
  app.post(
    '/api/runs/:id/replay',
    { schema, config: { needs: 'operate', lasting: true, audit: 'run.replay' } },
    async (request, reply) => {
      const accepted = await replayRun(gateway.runs, request.params.id, principalOf(request).userId)
      return answerAccepted(request, reply, gateway, accepted)
    },
  )
}
