import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { discardQuarantined } from './discard-quarantined.ts'
import { listQuarantine } from './list-quarantine.ts'
import { mendQuarantined } from './mend-quarantined.ts'
import { replayQuarantined } from './replay-quarantined.ts'
import { sheetOfQuarantine } from './sheet-of-quarantine.ts'

export async function quarantineRoutes(app: App, gateway: Gateway): Promise<void> {
  listQuarantine(app, gateway)
  await app.register(async function patches(scope: App) {
    replayQuarantined(scope, gateway)
  })
  await app.register(async function sheets(scope: App) {
    mendQuarantined(scope, gateway)
  })
  sheetOfQuarantine(app, gateway)
  discardQuarantined(app, gateway)
}
