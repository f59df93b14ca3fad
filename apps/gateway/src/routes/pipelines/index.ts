import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { listPipelines } from './list-pipelines.ts'
import { listSchemas } from './list-schemas.ts'

export function pipelineRoutes(app: App, gateway: Gateway): void {
  listPipelines(app, gateway)
  listSchemas(app, gateway)
}
