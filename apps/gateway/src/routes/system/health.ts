import type { App } from '../../app-type.ts'
import { bind } from '../bind.ts'

export function health(app: App): void {
  bind(app, 'GET /health', async () => ({ status: 'alive' as const }))
}
