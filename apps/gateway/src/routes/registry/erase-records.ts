import { ProblemError, type ErasureSelector } from '@syndicate/contracts'
import { askErasure } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function eraseRecords(app: App, { runs }: Gateway): void {
  bind(app, 'POST /api/registry/:dataset/erasures', async (request, reply) => {
    const { dryRun = false, ...asked } = request.body
    const { dataset } = request.params
    // What is meant is said in the body alone, and told to nobody but workers.
    if (dryRun) request.target = `${dataset}, dry run`
    const wanted = { dataset, selector: selectorIn(asked), dryRun, userId: principalOf(request).userId }
    return reply.code(202).send(await askErasure(runs, wanted))
  })
}

/** @throws ProblemError validation-failed */
function selectorIn({ key, where }: { key?: object; where?: string }): ErasureSelector {
  if ((key === undefined) === (where === undefined))
    throw new ProblemError('validation-failed', 'Say what to erase by `key` or by `where`, and not by both')
  return (key ? { key } : { where }) as ErasureSelector
}
