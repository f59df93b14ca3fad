import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { start } from './start.ts'
import { upload } from './upload.ts'

export async function etlRoutes(app: App, gateway: Gateway): Promise<void> {
  await app.register(async function payloads(scope: App) {
    start(scope, gateway)
  })
  await app.register(async function rawBodies(scope: App) {
    upload(scope, gateway)
  })
}
