import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { listDatasets } from './list-datasets.ts'
import { readRecords } from './read-records.ts'
import { rollback } from './rollback.ts'
import { showDatasetSchema } from './show-dataset-schema.ts'
import { showDataset } from './show-dataset.ts'

export function registryRoutes(app: App, gateway: Gateway): void {
  listDatasets(app, gateway)
  showDataset(app, gateway)
  showDatasetSchema(app, gateway)
  readRecords(app, gateway)
  rollback(app, gateway)
}
