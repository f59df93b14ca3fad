import type { Tracing } from './tracing.ts'

export interface TracingOptions {
  /** What spans are said to come from, where OTEL_SERVICE_NAME says nothing else. */
  service: string
  version: string
  log: Record<'info' | 'warn', (about: object, message: string) => void>
}

interface Settings {
  /** The collector's address, for people to read. */
  collector: string
  /** The share of traces that is sent, from 0 to 1. */
  ratio: number
}

/**
 * Opens the way to an OpenTelemetry collector, which the exporter finds by the variables OTEL_EXPORTER_OTLP_*. What that takes
 * is loaded only here.
 * @returns null without settings: nobody traces
 */
export async function openTracing(
  settings: Settings | undefined,
  { service, version, log }: TracingOptions,
): Promise<Tracing | null> {
  if (!settings) return null
  const { createExportedTracing } = await import('./export/create-exported-tracing.ts')
  const { ratio, collector } = settings
  log.info({ collector, ratio }, 'traces are sent')
  const onTrouble = (err: Error | null) =>
    err ? log.warn({ err, collector }, 'traces do not arrive') : log.info({ collector }, 'traces arrive again')
  return createExportedTracing({ service, version, ratio, onTrouble })
}
