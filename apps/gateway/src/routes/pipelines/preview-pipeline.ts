import type { PipelinePreviewRequest } from '@syndicate/contracts'
import { datasetsOf, requireDataset, requireRight, requireRun, requireStart, type Principal } from '@syndicate/identity'
import { previewPipeline as preview, unnamedPipeline } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { exactBodies } from '../../http/bodies/exact-bodies.ts'
import { leavingOf } from '../../http/leaving-of.ts'
import { bind } from '../bind.ts'
import { datasetOf } from './dataset-of.ts'

/** Expects a scope of its own: it reads bodies as they are read that pipelines are applied by. */
export function previewPipeline(app: App, { catalog, checks, config, runs }: Gateway): void {
  exactBodies(app)
  const bodyLimit = config.api.etl.maxBodyBytes
  bind(app, 'POST /api/pipelines/preview', { bodyLimit }, async (request, reply) => {
    const { body } = request
    const { sample, name = unnamedPipeline } = body
    const read = sample.run ?? sample.dataset
    if (read !== undefined) request.target = read
    const principal = principalOf(request)
    requireStart(principal, { pipeline: name, dataset: datasetOf(body.definition) ?? name })
    await requireReadable(principal, sample)
    // What somebody brings along is nobody's records: the trail tells of those alone.
    request.audited = read === undefined
    const json = await checks(request, () => preview(runs, body, leavingOf(reply)))
    return reply.type('application/json; charset=utf-8').send(json)
  })

  /** @throws ProblemError forbidden, run-not-found */
  async function requireReadable(
    principal: Principal,
    { run, dataset }: PipelinePreviewRequest['sample'],
  ): Promise<void> {
    if (run === undefined && dataset === undefined) return
    requireRight(principal, 'read')
    const datasets = datasetsOf(principal, 'read')
    if (dataset !== undefined) requireDataset(datasets, dataset)
    if (run !== undefined) await requireRun(catalog.runs, datasets, run)
  }
}
