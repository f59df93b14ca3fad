import { requireSound } from '@syndicate/alerts'
import { mostRules, newId } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function addRule(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/alerts/rules', async (request, reply) => {
    requireSound(request.body.when)
    const id = newId()
    request.target = id
    const rule = await catalog.alerts.rules.add({ ...request.body, id, most: mostRules })
    return reply.code(201).send(rule)
  })
}
