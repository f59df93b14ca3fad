import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { applyPipelines } from './apply-pipelines.ts'
import { checkPipeline } from './check-pipeline.ts'
import { inferPipeline } from './infer-pipeline.ts'
import { listPipelines } from './list-pipelines.ts'
import { listSchemas } from './list-schemas.ts'
import { previewPipeline } from './preview-pipeline.ts'
import { removePipeline } from './remove-pipeline.ts'
import { showPipeline } from './show-pipeline.ts'
import { showPipelineVersion } from './show-pipeline-version.ts'

export async function pipelineRoutes(app: App, gateway: Gateway): Promise<void> {
  listPipelines(app, gateway)
  showPipeline(app, gateway)
  showPipelineVersion(app, gateway)
  removePipeline(app, gateway)
  listSchemas(app, gateway)
  await app.register(async function exact(scope: App) {
    applyPipelines(scope, gateway)
  })
  await app.register(async function rawBodies(scope: App) {
    inferPipeline(scope, gateway)
  })
  await app.register(async function previews(scope: App) {
    previewPipeline(scope, gateway)
  })
  await app.register(async function checks(scope: App) {
    checkPipeline(scope, gateway)
  })
}
