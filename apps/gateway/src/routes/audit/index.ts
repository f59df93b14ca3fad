import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { listAudit } from './list-audit.ts'

export function auditRoutes(app: App, gateway: Gateway): void {
  listAudit(app, gateway)
}
