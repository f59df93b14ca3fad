import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listQuarantine(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/quarantine', async (request, reply) => {
    const { group, limit, cursor, id, ...rest } = request.query
    const filter = { ...rest, ...(id !== undefined && { ids: [id] }) }
    if (group) return { groups: await reads(request, () => catalog.quarantine.groups(filter, group)) }
    const page = { ...filter, limit, ...(cursor !== undefined && { cursor }) }
    const { damaged, ...found } = await reads(request, () => catalog.quarantine.list(page))
    nextLink(request, reply, found.next)
    return { ...found, ...(damaged > 0 && { damaged }) }
  })
}
