import { ProblemError, Run } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { RunParams } from './run-params.ts'

const schema = {
  tags: ['runs'],
  operationId: 'showRun',
  summary: 'Show a run: its state, its books and its stages',
  params: RunParams,
  response: { 200: refTo(Run) },
}

export function showRun(app: App, { catalog }: Gateway): void {
  app.get(
    '/api/runs/:id',
    { schema, config: { needs: 'read', dataset: 'run', problems: ['run-not-found'] } },
    async (request) => {
      const run = await catalog.runs.get(request.params.id)
      if (!run) throw new ProblemError('run-not-found', `There is no run ${request.params.id}`)
      return run
    },
  )
}
