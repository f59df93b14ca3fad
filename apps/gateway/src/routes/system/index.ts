import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { clientScript } from './client-script.ts'
import { consoleFiles, type ConsolePages } from './console.ts'
import { health } from './health.ts'
import { metricsText } from './metrics-text.ts'
import { ready } from './ready.ts'

export async function systemRoutes(app: App, gateway: Gateway, pages: ConsolePages): Promise<void> {
  health(app, gateway)
  ready(app, gateway)
  metricsText(app, gateway)
  await clientScript(app, gateway)
  consoleFiles(app, pages)
}
