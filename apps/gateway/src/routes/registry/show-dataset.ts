import { DatasetDetail, ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { DatasetParams } from './dataset-params.ts'

const schema = {
  tags: ['registry'],
  operationId: 'showDataset',
  summary: 'Show a dataset: schema, mode, versions and head',
  params: DatasetParams,
  response: { 200: refTo(DatasetDetail) },
}

export function showDataset(app: App, { catalog }: Gateway): void {
  app.get(
    '/api/registry/:dataset',
    { schema, config: { needs: 'read', dataset: 'path', problems: ['dataset-not-found'] } },
    async (request) => {
      const { dataset } = request.params
      const detail = await catalog.registry.get(dataset)
      if (!detail) throw new ProblemError('dataset-not-found', `There is no dataset ${dataset}`)
      return detail
    },
  )
}
