import { discardQuarantine } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { datasetsFor, nameOf, selectionOf } from '../selection-of.ts'

export function discardQuarantined(app: App, { runs }: Gateway): void {
  bind(app, 'POST /api/quarantine/discard', (request) => {
    const selection = selectionOf(request.body, 'records')
    request.target = nameOf(selection, 'records')
    return discardQuarantine(runs, {
      selection,
      datasets: datasetsFor(request),
      userId: principalOf(request).userId,
      reason: request.body.reason,
    })
  })
}
