import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

const schema = {
  tags: ['system'],
  summary: 'Figures for Prometheus',
  security: [],
  response: { 200: { description: 'Prometheus text format', content: { 'text/plain': { schema: Type.String() } } } },
}

export function metricsText(app: App, { metrics }: Gateway): void {
  app.get('/metrics', { schema, config: { quiet: true, unlimited: true } }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}
