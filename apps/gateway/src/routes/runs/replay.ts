import { replayRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { answerAccepted } from '../etl/accepted-answer.ts'

export function replay(app: App, gateway: Gateway): void {
  bind(app, 'POST /api/runs/:id/replay', async (request, reply) => {
    const accepted = await replayRun(gateway.runs, request.params.id, principalOf(request).userId)
    return answerAccepted(request, reply, gateway, accepted)
  })
}
