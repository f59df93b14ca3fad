import { QuarantineDryRun, QuarantineReplay, QuarantineReplayRequest } from '@syndicate/contracts'
import { dryRunQuarantine, replayQuarantine } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { nameOf, selectionOf } from './selection-of.ts'

const schema = {
  tags: ['quarantine'],
  operationId: 'replayQuarantined',
  summary: 'Run refused records again, patched or as they were',
  description:
    'Through the whole pipeline as it is now, as a run of its own into the same dataset. At most 10,000 records and 16 MiB a request. A record is never replayed twice: it must be open, its run published and live, and it must not have been refused too often. A run whose records are of a version that is not live any more when it would publish fails with `version-superseded`, and they are open again. With `dryRun`, only says what would come of it now.',
  body: refTo(QuarantineReplayRequest),
  response: {
    202: { ...refTo(QuarantineReplay), description: 'The runs are durable and under way' },
    200: { ...refTo(QuarantineDryRun), description: 'What would come of it' },
  },
}

export function replayQuarantined(app: App, { config, runs }: Gateway): void {
  app.post(
    '/api/quarantine/replay',
    {
      schema,
      config: {
        needs: 'operate',
        audit: 'quarantine.replay',
        problems: ['nothing-to-replay', 'dataset-mode-conflict', 'too-many-runs', 'overloaded'],
      },
    },
    async (request, reply) => {
      const { patch, dryRun } = request.body
      const { recipes } = config
      const wanted = { selection: selectionOf(request.body), patch, recipes, maxReplays: config.api.etl.maxReplays }
      request.target = dryRun ? 'dry run' : nameOf(wanted.selection)
      if (dryRun) return dryRunQuarantine(runs, wanted)
      const replay = await replayQuarantine(runs, { ...wanted, userId: principalOf(request).userId })
      request.target = replay.runs.map(({ runId }) => runId).join(' ')
      return reply.code(202).send(replay)
    },
  )
}
