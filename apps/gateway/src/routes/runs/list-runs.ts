import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { principalOf } from '../../auth/principal.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'
import { withTimes } from './with-times.ts'

export function listRuns(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/runs', async (request, reply) => {
    const { mine, fold, ...filter } = request.query
    const wanted = {
      ...withTimes(filter),
      isFolded: fold === 'true',
      ...(mine === 'true' && { userId: principalOf(request).userId }),
    }
    const page = await reads(request, () => catalog.runs.list(wanted))
    nextLink(request, reply, page.next)
    return page
  })
}
