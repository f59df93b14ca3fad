import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { discardQuarantined } from './discard-quarantined.ts'
import { listQuarantine } from './list-quarantine.ts'
import { replayQuarantined } from './replay-quarantined.ts'

export async function quarantineRoutes(app: App, gateway: Gateway): Promise<void> {
  listQuarantine(app, gateway)
  await app.register(async function patches(scope: App) {
    replayQuarantined(scope, gateway)
  })
  discardQuarantined(app, gateway)
}
