import type { Pipeline } from '@syndicate/contracts'
import type { LivePipeline } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { exactJson } from '../../http/answers/exact-json.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

/** Of definitions in a page, as JSON. */
const mostPageBytes = 1024 * 1024

export function listPipelines(app: App, { runs }: Gateway): void {
  let shown: { of: readonly LivePipeline[]; pipelines: Pipeline[]; text: string } | undefined

  /** Made once for as long as nothing changes: there may be 4 MiB of them. */
  function showAll(live: readonly LivePipeline[]) {
    if (shown?.of === live) return shown
    const pipelines = live.map(pipelineOf)
    return (shown = { of: live, pipelines, text: JSON.stringify({ pipelines, next: null }) })
  }

  bind(app, 'GET /api/pipelines', async (request, reply) => {
    const { definitions, limit, cursor } = request.query
    const whole = definitions === 'true'
    if (!whole && limit === undefined && cursor === undefined) {
      const { pipelines, text } = showAll(runs.pipelines.all())
      return exactJson(reply, () => text).send({ pipelines, next: null })
    }
    const page = pageOf(runs.pipelines.all(), { limit, cursor, bytes: whole ? mostPageBytes : Infinity })
    nextLink(request, reply, page.next)
    const pipelines = page.live.map((each) => ({ ...pipelineOf(each), ...(whole && { definition: each.definition }) }))
    return exactJson(reply).send({ pipelines, next: page.next })
  })
}

interface PageOptions {
  limit?: number | undefined
  cursor?: string | undefined
  bytes: number
}

/** Those behind a name, as many as there is room for, and one in any case. */
function pageOf(live: readonly LivePipeline[], { limit = Infinity, cursor = '', bytes }: PageOptions) {
  const behind = live.filter(({ name }) => name > cursor)
  let used = 0
  const over = behind.findIndex((each, index) => index === limit || ((used += each.bytes) > bytes && index > 0))
  const page = over < 0 ? behind : behind.slice(0, over)
  return { live: page, next: over < 0 ? null : page.at(-1)!.name }
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
