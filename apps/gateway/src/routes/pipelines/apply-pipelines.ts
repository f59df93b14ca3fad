import { hashKeyWarning } from '@syndicate/config'
import { mostApplied, type PipelineChange } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import { applyPipelines as apply } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { notePipelines } from '../../audit/note-pipelines.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { exactBodies } from '../../http/bodies/exact-bodies.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'

/** Expects a scope of its own: fixtures hold records, so it reads bodies in its own way. */
export function applyPipelines(app: App, { checks, config, runs, trail }: Gateway): void {
  exactBodies(app)
  bind(app, 'POST /api/pipelines/apply', { bodyLimit: mostApplied.bodyBytes }, async (request, reply) => {
    const { body } = request
    const principal = principalOf(request)
    const { userId, username } = principal
    request.target = body.dryRun ? 'dry run' : Object.keys(body.pipelines).join(' ')
    const wanted = { ...body, userId, username, warn: hashKeyWarning.bind(null, config) }
    const changes = await checks(request, () => apply(runs, wanted))
    notePipelines(trail, request, body.dryRun ? [] : changes)
    return exactJson(reply).send({ changes: hasRight(principal, 'read') ? changes : changes.map(untold) })
  })
}

/** For a key that may not read definitions: what was there before, fixtures included, would be told. */
function untold(change: PipelineChange): PipelineChange {
  return { ...change, differences: [], more: change.more + change.differences.length }
}
