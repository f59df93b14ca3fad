import { isFinal, linksOf, type AcceptedRun } from '@syndicate/contracts'
import { waitForEnd } from '@syndicate/runs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Gateway } from '../../gateway.ts'
import { preferWait } from '../../http/answers/prefer-wait.ts'
import { whenAborted } from '../../when-aborted.ts'

interface Accepted {
  runId: string
  state: AcceptedRun['state']
  dataset: string
}

/** Answers 202 with where the run is, or waits for its end as the caller prefers and answers 200 with it. */
export async function answerAccepted(
  request: FastifyRequest,
  reply: FastifyReply,
  gateway: Pick<Gateway, 'config' | 'runs' | 'closing'>,
  accepted: Accepted,
) {
  const { runId, state, dataset } = accepted
  const links = linksOf(accepted, gateway.config.api.connectivity.basePath)
  request.target = runId
  request.runId = runId
  reply.header('location', linksOf(accepted).self).header('x-etl-time', reply.elapsedTime.toFixed(1))
  const seconds = preferWait(request.headers.prefer)
  if (seconds === undefined) return reply.code(202).send({ runId, state, dataset, links })
  const run = await endOf(runId, seconds * 1000, gateway, reply)
  if (!run || !isFinal(run.state)) return reply.code(202).send({ runId, state: run?.state ?? state, dataset, links })
  return reply.code(200).header('preference-applied', `wait=${seconds}`).send(run)
}

/** The run once it ends or time is up; null when the gateway closes meanwhile, nobody waits any more, or it cannot tell: the run is accepted all the same. */
async function endOf(
  runId: string,
  timeoutMs: number,
  { runs, closing }: Pick<Gateway, 'runs' | 'closing'>,
  reply: FastifyReply,
) {
  const interrupted = Promise.withResolvers<null>()
  const stop = whenAborted(closing, () => interrupted.resolve(null))
  reply.raw.once('close', () => interrupted.resolve(null))
  const ended = waitForEnd(runs, runId, timeoutMs).catch(() => null)
  return Promise.race([ended, interrupted.promise]).finally(stop)
}
