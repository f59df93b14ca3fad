import type { Acceptance } from '@syndicate/catalog'
import { placeBelow, writeTraceparent, type Place } from '@syndicate/tracing'
import type { RunContext } from '../context.ts'
import { spanError } from './trace-end.ts'

/** What a run is accepted for. */
interface Accepting {
  /** The run that is to be. */
  id: string
  pipeline: string
  /** What asked for it; none: a trace begins with it. */
  from: Place | undefined
}

/**
 * Has accepting a run be part of a trace, and the run belong to it from then on.
 * @param accept told what the run is to keep of its trace; null where nobody traces
 */
export async function traceAccept(
  { tracing }: Pick<RunContext, 'tracing'>,
  { id, pipeline, from }: Accepting,
  accept: (trace: string | null) => Promise<Acceptance>,
): Promise<Acceptance> {
  if (!tracing) return accept(null)
  const place = from ? placeBelow(from) : tracing.begin(id.replaceAll('-', ''))
  const span = { name: 'accept', kind: 'producer', place, parentSpanId: from?.spanId, beganMs: Date.now() } as const
  const about = { 'syndicate.pipeline': pipeline }
  try {
    const accepted = await accept(writeTraceparent(place))
    const { runId, dataset, repeated } = accepted
    const attributes = {
      ...about,
      'syndicate.run.id': runId,
      'syndicate.dataset': dataset,
      'syndicate.repeated': repeated,
    }
    tracing.record({ ...span, endedMs: Date.now(), attributes })
    return accepted
  } catch (error) {
    tracing.record({ ...span, endedMs: Date.now(), attributes: about, error: spanError(error) })
    throw error
  }
}
