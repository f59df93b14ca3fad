import { QuarantineDiscard, QuarantineDiscardRequest } from '@syndicate/contracts'
import { discardQuarantine } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { nameOf, selectionOf } from './selection-of.ts'

const schema = {
  tags: ['quarantine'],
  operationId: 'discardQuarantined',
  summary: 'Mark refused records as not worth a replay',
  description: 'They stay where they are, with who said so and why. At most 10,000 records a request.',
  body: refTo(QuarantineDiscardRequest),
  response: { 200: refTo(QuarantineDiscard) },
}

export function discardQuarantined(app: App, { runs }: Gateway): void {
  app.post(
    '/api/quarantine/discard',
    { schema, config: { needs: 'operate', audit: 'quarantine.discard' } },
    (request) => {
      const selection = selectionOf(request.body)
      request.target = nameOf(selection)
      return discardQuarantine(runs, {
        selection,
        userId: principalOf(request).userId,
        reason: request.body.reason,
      })
    },
  )
}
