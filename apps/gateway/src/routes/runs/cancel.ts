import { Run } from '@syndicate/contracts'
import { cancelRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { RunParams } from './run-params.ts'

const schema = {
  tags: ['runs'],
  operationId: 'cancelRun',
  summary: 'Stop a run wherever it is',
  params: RunParams,
  response: { 200: refTo(Run) },
}

export function cancel(app: App, { runs }: Gateway): void {
  app.post(
    '/api/runs/:id/cancel',
    { schema, config: { needs: 'operate', audit: 'run.cancel', problems: ['run-not-found', 'run-is-final'] } },
    (request) => cancelRun(runs, request.params.id),
  )
}
