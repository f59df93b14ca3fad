import { replayRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { answerAccepted } from '../etl/accepted-answer.ts'

export function replay(app: App, gateway: Gateway): void {
  const { acceptedBytes, catalog, runs } = gateway
  bind(app, 'POST /api/runs/:id/replay', async (request, reply) => {
    const { id } = request.params
    const { userId } = principalOf(request)
    // It is worked on like any input, though nobody has to send it.
    const giveBack = await acceptedBytes.take(userId, await catalog.runs.inputBytes(id))
    const accepted = await replayRun(runs, id, userId, { trace: request.trace }).catch((error: unknown) => {
      giveBack()
      throw error
    })
    return answerAccepted(request, reply, gateway, accepted)
  })
}
