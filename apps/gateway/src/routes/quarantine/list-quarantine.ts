import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { bind } from '../bind.ts'

export function listQuarantine(app: App, { catalog, reads }: Gateway): void {
  bind(app, 'GET /api/quarantine', async (request, reply) => {
    const { group, limit, cursor, id, ...rest } = request.query
    const filter = { ...rest, ...(id !== undefined && { ids: [id] }) }
    const from = { ...filter, ...(cursor !== undefined && { cursor }) }
    if (group) {
      const counted = await reads(request, () => catalog.quarantine.groups(from, group))
      nextLink(request, reply, counted.next)
      return counted
    }
    const { damaged, ...found } = await reads(request, () => catalog.quarantine.list({ ...from, limit }))
    nextLink(request, reply, found.next)
    return { ...found, ...(damaged > 0 && { damaged }) }
  })
}
