import Type from 'typebox'
import { AlertDelivery, DeliveryState } from '../alert-delivery.ts'
import { AlertDestination, MadeAlertDestination, NewAlertDestination } from '../alert-destination.ts'
import { AlertRule, AlertRuleChange, NewAlertRule } from '../alert-rule.ts'
import { Id } from '../id.ts'
import { withHeaders } from './answer-headers.ts'
import { next, page, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

const paged = Type.Object(page, { additionalProperties: false })
/** An id of another shape names nothing, which is what the caller is told. */
const paramsOf = (what: string) => Type.Object({ id: Type.String({ maxLength: 64, description: `Of a ${what}` }) })

export const alertRoutes = {
  'GET /api/alerts/destinations': {
    operationId: 'listAlertDestinations',
    tag: 'alerts',
    summary: 'List where alerts are sent',
    query: paged,
    answers: { 200: withHeaders(Type.Object({ destinations: Type.Array(refTo(AlertDestination)), next }), 'Link') },
    needs: 'read',
  },
  'POST /api/alerts/destinations': {
    operationId: 'addAlertDestination',
    tag: 'alerts',
    summary: 'Add a destination: a webhook, Slack, Teams, Discord or e-mail',
    description:
      'URL and secret are kept sealed and never shown again. Webhooks are signed as Standard Webhooks say, with the secret that is in this answer and in no other.',
    body: refTo(NewAlertDestination),
    answers: { 201: refTo(MadeAlertDestination) },
    needs: 'administer',
    audit: 'destination.create',
    problems: ['name-taken', 'too-many-alerts', 'address-refused'],
  },
  'DELETE /api/alerts/destinations/:id': {
    operationId: 'removeAlertDestination',
    tag: 'alerts',
    summary: 'Remove a destination that no rule sends to, with its deliveries',
    params: paramsOf('destination'),
    answers: { 204: Type.Null({ description: 'Removed' }) },
    needs: 'administer',
    audit: 'destination.remove',
    problems: ['destination-not-found', 'destination-in-use'],
  },
  'POST /api/alerts/destinations/:id/test': {
    operationId: 'testAlertDestination',
    tag: 'alerts',
    summary: 'Send a test there, by the way that alerts go',
    params: paramsOf('destination'),
    answers: {
      202: {
        ...refTo(AlertDelivery),
        description: 'It is under way; ask for this delivery again to see what came of it',
      },
    },
    needs: 'operate',
    audit: 'destination.test',
    problems: ['destination-not-found', 'too-many-requests'],
  },
  'GET /api/alerts/rules': {
    operationId: 'listAlertRules',
    tag: 'alerts',
    summary: 'List what is told, and where',
    query: paged,
    answers: { 200: withHeaders(Type.Object({ rules: Type.Array(refTo(AlertRule)), next }), 'Link') },
    needs: 'read',
  },
  'POST /api/alerts/rules': {
    operationId: 'addAlertRule',
    tag: 'alerts',
    summary: 'Add a rule; it tells of what happens from now on',
    body: refTo(NewAlertRule),
    answers: { 201: refTo(AlertRule) },
    needs: 'operate',
    audit: 'rule.create',
    problems: ['name-taken', 'too-many-alerts', 'destination-not-found'],
  },
  'PATCH /api/alerts/rules/:id': {
    operationId: 'changeAlertRule',
    tag: 'alerts',
    summary: 'Change a rule, or switch it off and on',
    params: paramsOf('rule'),
    body: refTo(AlertRuleChange),
    answers: { 200: refTo(AlertRule) },
    needs: 'operate',
    audit: 'rule.change',
    problems: ['rule-not-found', 'name-taken', 'destination-not-found'],
  },
  'DELETE /api/alerts/rules/:id': {
    operationId: 'removeAlertRule',
    tag: 'alerts',
    summary: 'Remove a rule; what it has told stays in the list of deliveries',
    params: paramsOf('rule'),
    answers: { 204: Type.Null({ description: 'Removed' }) },
    needs: 'operate',
    audit: 'rule.remove',
    problems: ['rule-not-found'],
  },
  'GET /api/alerts/deliveries': {
    operationId: 'listAlertDeliveries',
    tag: 'alerts',
    summary: 'List deliveries, newest first, with what came of each',
    description: 'Kept for 30 days, and of the last 10,000 alerts.',
    query: Type.Object(
      {
        state: Type.Optional({ ...DeliveryState, description: 'What has become of them' }),
        destination: Type.Optional({ ...Id, description: 'To this destination, by id' }),
        ...page,
      },
      { additionalProperties: false },
    ),
    answers: { 200: withHeaders(Type.Object({ deliveries: Type.Array(refTo(AlertDelivery)), next }), 'Link') },
    needs: 'read',
    problems: wideProblems,
  },
  'GET /api/alerts/deliveries/:id': {
    operationId: 'showAlertDelivery',
    tag: 'alerts',
    summary: 'Show a delivery',
    params: paramsOf('delivery'),
    answers: { 200: refTo(AlertDelivery) },
    needs: 'read',
    problems: ['delivery-not-found'],
  },
  'POST /api/alerts/deliveries/:id/resend': {
    operationId: 'resendAlertDelivery',
    tag: 'alerts',
    summary: 'Send again what was delivered or given up',
    description: 'The same alert, under the same `webhook-id`.',
    params: paramsOf('delivery'),
    answers: { 202: { ...refTo(AlertDelivery), description: 'It is under way' } },
    needs: 'operate',
    audit: 'delivery.resend',
    problems: ['delivery-not-found', 'delivery-pending'],
  },
} as const satisfies RouteTable
