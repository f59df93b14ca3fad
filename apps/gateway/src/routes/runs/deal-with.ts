import { maxRunsDealtWith } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { datasetsFor, nameOf, selectionOf } from '../selection-of.ts'
import { withTimes } from './with-times.ts'

const deeds = [
  ['POST /api/runs/deal-with', true],
  ['POST /api/runs/reopen', false],
] as const

/** Marks runs as dealt with, and takes that back. */
export function dealWith(app: App, { catalog, reads }: Gateway): void {
  for (const [route, dealtWith] of deeds) {
    bind(app, route, async (request) => {
      const selection = selectionOf(request.body, 'runs')
      request.target = nameOf(selection, 'runs')
      const named = 'ids' in selection ? selection : { filter: withTimes(selection.filter) }
      const choice = { ...named, datasets: datasetsFor(request) }
      const { userId } = principalOf(request)
      const marking = { userId, dealtWith, most: maxRunsDealtWith }
      const { marked, left, more } = await reads(request, () => catalog.runs.markDealtWith(choice, marking))
      const missing = 'ids' in selection ? selection.ids.length - marked - left : 0
      return { marked, left: left + missing, more }
    })
  }
}
