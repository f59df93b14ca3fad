import { DatasetDetail } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { DatasetParams } from './dataset-params.ts'

const schema = {
  tags: ['registry'],
  operationId: 'rollbackDataset',
  summary: 'Move the head to another version, atomically; nothing is deleted',
  params: DatasetParams,
  body: Type.Object(
    { version: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'What readers shall see' }) },
    { additionalProperties: false, examples: [{ version: 6 }] },
  ),
  response: { 200: refTo(DatasetDetail) },
}

export function rollback(app: App, { catalog }: Gateway): void {
  app.post(
    '/api/registry/:dataset/rollback',
    {
      schema,
      config: {
        needs: 'operate',
        audit: 'dataset.rollback',
        problems: ['dataset-not-found', 'version-not-found', 'version-reclaimed'],
      },
    },
    (request) => catalog.registry.rollback(request.params.dataset, request.body.version),
  )
}
