import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showRun(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/runs/:id', async (request) => {
    const run = await catalog.runs.get(request.params.id)
    if (!run) throw new ProblemError('run-not-found', `There is no run ${request.params.id}`)
    return run
  })
}
