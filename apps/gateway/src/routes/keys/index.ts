import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { issueApiKey } from './issue-api-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'

export function keyRoutes(app: App, gateway: Gateway): void {
  issueApiKey(app, gateway)
  listKeys(app, gateway)
  revokeKey(app, gateway)
}
