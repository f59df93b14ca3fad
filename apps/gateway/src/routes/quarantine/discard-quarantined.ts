import { discardQuarantine } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'
import { datasetsFor, nameOf, selectionOf } from '../selection-of.ts'

export function discardQuarantined(app: App, { runs, trials }: Gateway): void {
  bind(app, 'POST /api/quarantine/discard', (request) => {
    const selection = selectionOf(request.body, 'records')
    request.target = nameOf(selection, 'records')
    const { userId } = principalOf(request)
    const { reason } = request.body
    const wanted = { selection, datasets: datasetsFor(request), userId, reason }
    return trials(request, () => discardQuarantine(runs, wanted))
  })
}
