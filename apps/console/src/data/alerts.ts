import type {
  AlertDelivery,
  AlertRule,
  AlertRuleChange,
  AnswerTo,
  DeliveryState,
  MadeAlertDestination,
  NewAlertDestination,
  NewAlertRule,
} from '@syndicate/contracts'
import { client } from './client.ts'

/** More than there may be. */
const all = { limit: 1000 }

export function listRules(signal?: AbortSignal): Promise<AnswerTo<'GET /api/alerts/rules'>> {
  return client.request('GET /api/alerts/rules', { query: all, signal })
}

export function addRule(rule: NewAlertRule): Promise<AlertRule> {
  return client.request('POST /api/alerts/rules', { body: rule })
}

export function changeRule(id: string, change: AlertRuleChange): Promise<AlertRule> {
  return client.request('PATCH /api/alerts/rules/:id', { params: { id }, body: change })
}

export function removeRule(id: string): Promise<void> {
  return client.request('DELETE /api/alerts/rules/:id', { params: { id } })
}

export function listDestinations(signal?: AbortSignal): Promise<AnswerTo<'GET /api/alerts/destinations'>> {
  return client.request('GET /api/alerts/destinations', { query: all, signal })
}

export function addDestination(destination: NewAlertDestination): Promise<MadeAlertDestination> {
  return client.request('POST /api/alerts/destinations', { body: destination })
}

export function removeDestination(id: string): Promise<void> {
  return client.request('DELETE /api/alerts/destinations/:id', { params: { id } })
}

export function testDestination(id: string): Promise<AlertDelivery> {
  return client.request('POST /api/alerts/destinations/:id/test', { params: { id } })
}

export function listDeliveries(
  filter: { state?: DeliveryState | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<AnswerTo<'GET /api/alerts/deliveries'>> {
  return client.request('GET /api/alerts/deliveries', { query: { limit: 50, ...filter }, signal })
}

export function showDelivery(id: string): Promise<AlertDelivery> {
  return client.request('GET /api/alerts/deliveries/:id', { params: { id } })
}

export function resend(id: string): Promise<AlertDelivery> {
  return client.request('POST /api/alerts/deliveries/:id/resend', { params: { id } })
}
