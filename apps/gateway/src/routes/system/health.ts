import Type from 'typebox'
import type { App } from '../../app-type.ts'

const schema = {
  tags: ['system'],
  operationId: 'checkHealth',
  summary: 'The process is alive',
  response: { 200: Type.Object({ status: Type.Literal('alive') }) },
}

export function health(app: App): void {
  app.get('/health', { schema, config: { quiet: true, unlimited: true } }, async () => ({ status: 'alive' as const }))
}
