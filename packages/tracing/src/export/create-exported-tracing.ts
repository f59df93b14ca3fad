import { hostname } from 'node:os'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace'
import { within } from '@syndicate/timing'
import { newSpanId } from '../place.ts'
import type { Tracing } from '../tracing.ts'
import { toReadableSpan } from './to-readable-span.ts'

/** How long spans that wait may take to leave a process that ends, in milliseconds. */
const closeMs = 3_000
/** Spans that wait for the collector; more are dropped. One has about a kilobyte. */
const bounds = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 2_000, exportTimeoutMillis: 10_000 }

interface ExportOptions {
  service: string
  version: string
  ratio: number
  /** Told once that the collector does not take spans; and, with null, that it does again. */
  onTrouble: (error: Error | null) => void
}

export function createExportedTracing({ service, version, ratio, onTrouble }: ExportOptions): Tracing {
  const own = {
    'service.name': service,
    'service.version': version,
    'host.name': hostname(),
    'process.pid': process.pid,
  }
  const resource = defaultResource()
    .merge(resourceFromAttributes(own))
    .merge(detectResources({ detectors: [envDetector] }))
  const origin = { resource, instrumentationScope: { name: 'syndicate', version } }
  const spans = new BatchSpanProcessor({ exporter: tellingTrouble(new OTLPTraceExporter(), onTrouble), ...bounds })

  return {
    begin: (traceId) => ({ traceId, spanId: newSpanId(), isSampled: Math.random() < ratio }),
    record(span) {
      if (span.place.isSampled) spans.onEnd(toReadableSpan(span, origin))
    },
    close: () =>
      within(
        closeMs,
        spans.shutdown().catch(() => {}),
        () => {},
      ),
  }
}

/** Says once that spans do not arrive, rather than with every batch for as long as the collector is away. */
function tellingTrouble(exporter: SpanExporter, onTrouble: ExportOptions['onTrouble']): SpanExporter {
  let isWell = true
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasArrived = result.error === undefined && result.code === 0
        if (hasArrived !== isWell) onTrouble(hasArrived ? null : (result.error ?? new Error('Spans do not arrive')))
        isWell = hasArrived
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
