import { createGuard } from '@syndicate/alerts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { addDestination } from './add-destination.ts'
import { addRule } from './add-rule.ts'
import { changeRule } from './change-rule.ts'
import { listDeliveries } from './list-deliveries.ts'
import { listDestinations } from './list-destinations.ts'
import { listRules } from './list-rules.ts'
import { removeDestination } from './remove-destination.ts'
import { removeRule } from './remove-rule.ts'
import { resendDelivery } from './resend-delivery.ts'
import { showDelivery } from './show-delivery.ts'
import { testDestination } from './test-destination.ts'

export function alertRoutes(app: App, gateway: Gateway): void {
  listDestinations(app, gateway)
  addDestination(app, gateway, createGuard(gateway.config.alerts.allow))
  removeDestination(app, gateway)
  testDestination(app, gateway)
  listRules(app, gateway)
  addRule(app, gateway)
  changeRule(app, gateway)
  removeRule(app, gateway)
  listDeliveries(app, gateway)
  showDelivery(app, gateway)
  resendDelivery(app, gateway)
}
