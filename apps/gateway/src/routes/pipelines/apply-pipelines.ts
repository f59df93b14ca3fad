import { mostApplied, type PipelineChange } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import { applyPipelines as apply } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { exactBodies } from '../../http/bodies/exact-bodies.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'

/** Expects a scope of its own: fixtures hold records, so it reads bodies in its own way. */
export function applyPipelines(app: App, { checks, runs }: Gateway): void {
  exactBodies(app)
  bind(app, 'POST /api/pipelines/apply', { bodyLimit: mostApplied.bodyBytes }, async (request, reply) => {
    const principal = principalOf(request)
    const { userId } = principal
    request.target = request.body.dryRun ? 'dry run' : Object.keys(request.body.pipelines).join(' ')
    const changes = await checks(request, () => apply(runs, { ...request.body, userId }))
    if (!request.body.dryRun) request.target = namesOf(changes)
    return exactJson(reply).send({ changes: hasRight(principal, 'read') ? changes : changes.map(untold) })
  })
}

/** For a key that may not read definitions: what was there before, fixtures included, would be told. */
function untold(change: PipelineChange): PipelineChange {
  return { ...change, differences: [], more: change.more + change.differences.length }
}

function namesOf(changes: readonly PipelineChange[]): string {
  const told = changes.filter(({ change }) => change !== 'unchanged').map(({ name }) => name)
  return told.join(' ') || 'nothing'
}
