import { Dataset } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['registry'],
  operationId: 'listDatasets',
  summary: 'List datasets',
  response: { 200: Type.Object({ datasets: Type.Array(refTo(Dataset)) }) },
}

export function listDatasets(app: App, { catalog }: Gateway): void {
  app.get('/api/registry', { schema, config: { needs: 'read' } }, async () => ({
    datasets: await catalog.registry.list(),
  }))
}
