import { dryRunQuarantine, replayQuarantine } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { exactBodies } from '../../http/bodies/exact-bodies.ts'
import { bind } from '../bind.ts'
import { ledBelow } from '../led-below.ts'
import { datasetsFor, nameOf, selectionOf } from '../selection-of.ts'

/** Expects a scope of its own: it reads bodies in its own way. */
export function replayQuarantined(app: App, { acceptedBytes, config, runs, trials }: Gateway): void {
  exactBodies(app)
  bind(app, 'POST /api/quarantine/replay', async (request, reply) => {
    const { patch, dryRun, nameFrom } = request.body
    const wanted = {
      selection: selectionOf(request.body, 'records'),
      datasets: datasetsFor(request),
      patch,
      recipes: runs.pipelines.recipes(),
      maxReplays: config.api.etl.maxReplays,
    }
    request.target = dryRun ? 'dry run' : nameOf(wanted.selection, 'records')
    if (dryRun) return trials(request, () => dryRunQuarantine(runs, { ...wanted, nameFrom }))
    const { userId } = principalOf(request)
    const onBytes = (bytes: number) => acceptedBytes.take(userId, bytes)
    const replay = await trials(request, () =>
      replayQuarantine(runs, { ...wanted, userId, trace: request.trace, onBytes }),
    )
    request.target = replay.runs.map(({ runId }) => runId).join(' ')
    return reply.code(202).send(ledBelow(replay, config))
  })
}
