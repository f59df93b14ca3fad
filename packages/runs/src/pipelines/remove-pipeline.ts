import { ProblemError } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { untilMoved } from './until-moved.ts'

/** Takes a pipeline away; its versions stay. Throws unknown-pipeline where there is none, unavailable. */
export async function removePipeline(ctx: Pick<RunContext, 'catalog' | 'pipelines'>, name: string): Promise<void> {
  await untilMoved(ctx, async () => {
    if (!ctx.pipelines.find(name)) throw new ProblemError('unknown-pipeline', `There is no pipeline ${name}`)
    return { moves: [{ kind: 'remove', name }], result: undefined }
  })
}
