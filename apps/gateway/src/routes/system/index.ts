import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { clientScript } from './client-script.ts'
import { health } from './health.ts'
import { home } from './home.ts'
import { metricsText } from './metrics-text.ts'
import { ready } from './ready.ts'

export async function systemRoutes(app: App, gateway: Gateway): Promise<void> {
  home(app)
  health(app)
  ready(app, gateway)
  metricsText(app, gateway)
  await clientScript(app, gateway)
}
