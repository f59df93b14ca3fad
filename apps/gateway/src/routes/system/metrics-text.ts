import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

const example = '# TYPE syndicate_broker_up gauge\nsyndicate_broker_up 1\n'

const schema = {
  tags: ['system'],
  operationId: 'readMetrics',
  summary: 'Figures for Prometheus',
  response: {
    200: { description: 'Prometheus text format', content: { 'text/plain': { schema: Type.String(), example } } },
  },
}

export function metricsText(app: App, { metrics }: Gateway): void {
  app.get('/metrics', { schema, config: { quiet: true, unlimited: true } }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}
