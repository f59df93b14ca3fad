import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { problems } from '@syndicate/contracts'
import { datasetsOf, requireRight, requireStart } from '@syndicate/identity'
import { recheckInputs } from '@syndicate/runs'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { problemOf } from '../../http/answers/problem-of.ts'
import { exactBodies } from '../../http/bodies/exact-bodies.ts'
import { leavingOf } from '../../http/leaving-of.ts'
import { bind } from '../bind.ts'
import { datasetOf } from './dataset-of.ts'

/** Expects a scope of its own: it reads bodies as they are read that pipelines are applied by. */
export function checkPipeline(app: App, { config, runs, rechecks, closing, log }: Gateway): void {
  exactBodies(app)
  // What is compressed waits for more of it: progress would come late.
  const serving = { bodyLimit: config.api.etl.maxBodyBytes, compress: false } as const
  bind(app, 'POST /api/pipelines/:name/check', serving, async (request, reply) => {
    const { name } = request.params
    const principal = principalOf(request)
    requireStart(principal, { pipeline: name, dataset: datasetOf(request.body.definition) ?? name })
    requireRight(principal, 'read')
    const readable = datasetsOf(principal, 'read')
    const wanted = { ...request.body, name, datasets: readable && [...readable] }
    const signal = AbortSignal.any([leavingOf(reply), closing])
    await rechecks(request, async () => {
      const lines = recheckInputs(runs, wanted, signal)
      // What refuses the request is thrown before the first line.
      const first = (await lines.next()).value as string
      const answer = Readable.from(untilProblem(first, lines, request.id), { objectMode: false })
      void reply.type('application/x-ndjson').send(answer)
      // Whoever leaves ends it; the turn is over then as well.
      await finished(answer).catch(() => {})
    })
    return reply
  })

  /** What ends the lines is told in the last one, since the answer has begun. */
  async function* untilProblem(first: string, lines: AsyncGenerator<string>, instance: string): AsyncGenerator<string> {
    yield first
    try {
      yield* lines
    } catch (thrown) {
      const { code, detail } = problemOf(thrown)
      const { status, title } = problems[code]
      if (code === 'internal-error') log.error({ err: thrown }, 'a check ended before its time')
      const problem = {
        type: `/problems/${code}`,
        title,
        status,
        code,
        ...(detail !== undefined && { detail }),
        instance,
      }
      yield `${JSON.stringify({ problem })}\n`
    }
  }
}
