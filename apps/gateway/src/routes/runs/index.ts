import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { cancel } from './cancel.ts'
import { dealWith } from './deal-with.ts'
import { listRuns } from './list-runs.ts'
import { replay } from './replay.ts'
import { replayMany } from './replay-many.ts'
import { showRun } from './show-run.ts'

export function runRoutes(app: App, gateway: Gateway): void {
  listRuns(app, gateway)
  showRun(app, gateway)
  cancel(app, gateway)
  replay(app, gateway)
  replayMany(app, gateway)
  dealWith(app, gateway)
}
