import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { discardQuarantined } from './discard-quarantined.ts'
import { listQuarantine } from './list-quarantine.ts'
import { replayQuarantined } from './replay-quarantined.ts'

export function quarantineRoutes(app: App, gateway: Gateway): void {
  listQuarantine(app, gateway)
  replayQuarantined(app, gateway)
  discardQuarantined(app, gateway)
}
