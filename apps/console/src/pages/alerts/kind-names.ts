import type { DestinationKind } from '@syndicate/contracts'

export const kindNames: Record<DestinationKind, string> = {
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Teams',
  discord: 'Discord',
  email: 'E-mail',
}
