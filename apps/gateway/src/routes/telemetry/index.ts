import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { pollTelemetry } from './poll-telemetry.ts'

export function telemetryRoutes(app: App, gateway: Gateway): void {
  pollTelemetry(app, gateway)
}
