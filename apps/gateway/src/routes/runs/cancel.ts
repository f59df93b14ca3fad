import { cancelRun } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function cancel(app: App, { runs }: Gateway): void {
  bind(app, 'POST /api/runs/:id/cancel', (request) => cancelRun(runs, request.params.id))
}
