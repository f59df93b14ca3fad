import { createHash } from 'node:crypto'
import type { Interval, Timeline } from '@syndicate/catalog'
import type { Place, Span, SpanError } from '@syndicate/tracing'

/**
 * The spans of a run that has ended: its own, and below it one for each time that it waited and for each stage, from the first
 * chunk to the last. Ids and times follow from the books: whoever tells it again says the same.
 * @param from what accepted it
 */
export function runSpans(timeline: Timeline, from: Place, error: SpanError | undefined): Span[] {
  const { id, pipeline, dataset, state, counts, bytes, chunks, createdMs } = timeline
  const place = { ...from, spanId: id.replaceAll('-', '').slice(16) }
  // The statement that ended it may have stored its last chunk.
  const endedMs = Math.max(timeline.finishedMs, timeline.load?.endedMs ?? 0)
  const parts = partsOf(timeline, endedMs)
  const run: Span = {
    name: `run ${pipeline}`,
    kind: 'consumer',
    place,
    parentSpanId: from.spanId,
    beganMs: createdMs,
    endedMs,
    attributes: {
      'syndicate.run.id': id,
      'syndicate.pipeline': pipeline,
      'syndicate.dataset': dataset,
      'syndicate.outcome': state,
      'syndicate.bytes': bytes,
      'syndicate.chunks': chunks,
      'syndicate.records': counts.in,
      'syndicate.records.loaded': counts.loaded,
      'syndicate.records.quarantined': counts.quarantined,
      'syndicate.records.duplicate': counts.duplicate,
      'syndicate.records.filtered': counts.filtered,
    },
    error: error ?? (timeline.errorCode === null ? undefined : { type: timeline.errorCode }),
  }
  const below = parts.map(({ name, workMs, ...interval }): Span => {
    const work = workMs === undefined ? {} : { 'syndicate.work_ms': workMs, 'syndicate.chunks': chunks }
    const attributes = { 'syndicate.run.id': id, 'syndicate.pipeline': pipeline, ...work }
    return { name, place: { ...place, spanId: idOf(id, name) }, parentSpanId: place.spanId, ...interval, attributes }
  })
  return [run, ...below]
}

interface Part extends Interval {
  name: string
  /** What was worked over all chunks, which may be more than the time it took. */
  workMs?: number
}

/** What a run went through, in order. Where it came to an end before, there are fewer. */
function partsOf({ state, keyed, workMs, ...at }: Timeline, endedMs: number): Part[] {
  const { createdMs, startedMs, transform, load } = at
  if (startedMs === null) return [{ name: 'queued for extract', beganMs: createdMs, endedMs }]
  const parts: Part[] = [{ name: 'queued for extract', beganMs: createdMs, endedMs: startedMs }]
  const extractedMs = Math.min(startedMs + workMs.extract, transform?.beganMs ?? endedMs)
  parts.push({ name: 'extract', beganMs: startedMs, endedMs: extractedMs, workMs: workMs.extract })
  if (!transform || !load) return parts
  if (transform.beganMs > extractedMs)
    parts.push({ name: 'queued for transform', beganMs: extractedMs, endedMs: transform.beganMs })
  parts.push(
    { name: 'transform', ...transform, workMs: workMs.transform },
    { name: 'load', ...load, workMs: workMs.load },
  )
  const validatedMs = keyed ? load.endedMs : endedMs
  parts.push({ name: 'validate', beganMs: load.beganMs, endedMs: validatedMs, workMs: workMs.validate })
  if (keyed) parts.push({ name: 'settle', beganMs: load.endedMs, endedMs })
  // It is the statement's end, which the books do not time: the moment, without a length.
  if (state === 'published') parts.push({ name: 'publish', beganMs: endedMs, endedMs })
  return parts
}

function idOf(run: string, name: string): string {
  return createHash('sha256').update(`${run} ${name}`).digest('hex').slice(0, 16)
}
