import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function health(app: App, { config }: Pick<Gateway, 'config'>): void {
  const sessions = config.api.auth.cookieSecure ? ('https' as const) : ('any' as const)
  bind(app, 'GET /health', async () => ({ status: 'alive' as const, sessions }))
}
