import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { deleteDataset } from './delete-dataset.ts'
import { eraseRecords } from './erase-records.ts'
import { listDatasets } from './list-datasets.ts'
import { listErasures } from './list-erasures.ts'
import { readRecords } from './read-records.ts'
import { rollback } from './rollback.ts'
import { showDatasetSchema } from './show-dataset-schema.ts'
import { showDataset } from './show-dataset.ts'
import { showErasure } from './show-erasure.ts'
import { truncateDataset } from './truncate-dataset.ts'

export function registryRoutes(app: App, gateway: Gateway): void {
  listDatasets(app, gateway)
  showDataset(app, gateway)
  showDatasetSchema(app, gateway)
  readRecords(app, gateway)
  rollback(app, gateway)
  truncateDataset(app, gateway)
  deleteDataset(app, gateway)
  eraseRecords(app, gateway)
  listErasures(app, gateway)
  showErasure(app, gateway)
}
