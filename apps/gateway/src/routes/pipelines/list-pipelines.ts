import type { Pipeline } from '@syndicate/contracts'
import type { LivePipeline } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { bind } from '../bind.ts'

export function listPipelines(app: App, { runs }: Gateway): void {
  let shown: { of: readonly LivePipeline[]; pipelines: Pipeline[]; text: string } | undefined

  /** Made once for as long as nothing changes: there may be 4 MiB of them. */
  function show(live: readonly LivePipeline[]) {
    if (shown?.of === live) return shown
    const pipelines = live.map(pipelineOf)
    return (shown = { of: live, pipelines, text: JSON.stringify({ pipelines }) })
  }

  bind(app, 'GET /api/pipelines', async (_request, reply) => {
    const { pipelines, text } = show(runs.pipelines.all())
    return exactJson(reply, () => text).send({ pipelines })
  })
}

function pipelineOf({ recipe, definition, version, appliedAt, appliedBy, source }: LivePipeline): Pipeline {
  const { description, fixtures } = definition
  return {
    ...recipe,
    version,
    appliedAt,
    appliedBy,
    source,
    ...(description !== undefined && { description }),
    examples: fixtures.map(({ name, format = recipe.format, input }) => ({ name, format, input })),
  }
}
