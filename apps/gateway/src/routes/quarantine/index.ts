import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { listQuarantine } from './list-quarantine.ts'

export function quarantineRoutes(app: App, gateway: Gateway): void {
  listQuarantine(app, gateway)
}
