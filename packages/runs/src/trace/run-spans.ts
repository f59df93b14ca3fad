import { createHash } from 'node:crypto'
import type { Interval, Timeline } from '@syndicate/catalog'
import type { Place, Span, SpanError } from '@syndicate/tracing'

/** Publishing is one statement: whoever asks later than this after it began was not there. In milliseconds. */
const mostPublishMs = 1_000

/**
 * The spans of a run that has ended: its own, and below it one for each time that it waited and for each stage, from the first
 * chunk to the last. Their ids follow from the run's: whoever tells it again says the same.
 * @param from what accepted it
 */
export function runSpans(timeline: Timeline, from: Place, error: SpanError | undefined): Span[] {
  const { id, pipeline, dataset, state, counts, bytes, chunks, createdMs } = timeline
  const place = { ...from, spanId: id.replaceAll('-', '').slice(16) }
  const parts = partsOf(timeline)
  const endedMs = Math.max(timeline.finishedMs ?? timeline.nowMs, ...parts.map((part) => part.endedMs))
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
function partsOf({ state, keyed, workMs, nowMs, ...at }: Timeline): Part[] {
  const { createdMs, startedMs, transform, load } = at
  const finishedMs = at.finishedMs ?? nowMs
  if (startedMs === null) return [{ name: 'queued for extract', beganMs: createdMs, endedMs: finishedMs }]
  const parts: Part[] = [{ name: 'queued for extract', beganMs: createdMs, endedMs: startedMs }]
  const extractedMs = Math.min(startedMs + workMs.extract, transform?.beganMs ?? finishedMs)
  parts.push({ name: 'extract', beganMs: startedMs, endedMs: extractedMs, workMs: workMs.extract })
  if (!transform || !load) return parts
  if (transform.beganMs > extractedMs)
    parts.push({ name: 'queued for transform', beganMs: extractedMs, endedMs: transform.beganMs })
  parts.push(
    { name: 'transform', ...transform, workMs: workMs.transform },
    { name: 'load', ...load, workMs: workMs.load },
  )
  const validatedMs = keyed ? load.endedMs : Math.max(load.endedMs, finishedMs)
  parts.push({ name: 'validate', beganMs: load.beganMs, endedMs: validatedMs, workMs: workMs.validate })
  if (keyed) parts.push({ name: 'settle', beganMs: load.endedMs, endedMs: Math.max(load.endedMs, finishedMs) })
  if (state === 'published')
    parts.push({ name: 'publish', beganMs: finishedMs, endedMs: Math.min(nowMs, finishedMs + mostPublishMs) })
  return parts
}

function idOf(run: string, name: string): string {
  return createHash('sha256').update(`${run} ${name}`).digest('hex').slice(0, 16)
}
