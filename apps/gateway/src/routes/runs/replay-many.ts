import { dryRunReplay, replayRuns } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { originOf } from '../../audit/audit-requests.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { ledBelow } from '../led-below.ts'
import { datasetsFor, nameOf, selectionOf } from '../selection-of.ts'
import { withTimes } from './with-times.ts'

export function replayMany(app: App, { acceptedBytes, config, runs, trail, trials }: Gateway): void {
  bind(app, 'POST /api/runs/replay', async (request, reply) => {
    const { dryRun = false } = request.body
    const selection = selectionOf(request.body, 'runs')
    request.target = dryRun ? 'dry run' : nameOf(selection, 'runs')
    const named = 'ids' in selection ? selection : { filter: withTimes(selection.filter) }
    const choice = { ...named, datasets: datasetsFor(request) }
    if (dryRun) return trials(request, () => dryRunReplay(runs, choice))
    const { userId } = principalOf(request)
    const wanted = {
      choice,
      userId,
      trace: request.trace,
      onBytes: (bytes: number) => acceptedBytes.take(userId, bytes),
      // Each is found in the trail like one that was replayed alone.
      onReplayed: (runId: string) => trail.note({ ...originOf(request), kind: 'run.replay', target: runId }),
    }
    const replay = await trials(request, () => replayRuns(runs, wanted))
    return reply.code(202).send(ledBelow(replay, config))
  })
}
