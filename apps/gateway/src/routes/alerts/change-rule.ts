import { requireSound } from '@syndicate/alerts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function changeRule(app: App, { catalog }: Gateway): void {
  bind(app, 'PATCH /api/alerts/rules/:id', async (request) => {
    const { params, body } = request
    if (body.when) requireSound(body.when)
    return catalog.alerts.rules.change(params.id, body)
  })
}
