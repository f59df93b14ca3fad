import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { inferPipeline } from './infer-pipeline.ts'
import { listPipelines } from './list-pipelines.ts'
import { listSchemas } from './list-schemas.ts'

export async function pipelineRoutes(app: App, gateway: Gateway): Promise<void> {
  listPipelines(app, gateway)
  listSchemas(app, gateway)
  await app.register(async function rawBodies(scope: App) {
    inferPipeline(scope, gateway)
  })
}
