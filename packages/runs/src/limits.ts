import type { RunLimits } from './context.ts'

/** The run protocol's limits, out of the `api.etl` part of the configuration. All in bytes but the last. */
export function limitsOf(etl: {
  maxInputBytes: number
  sliceBytes: number
  maxRecordBytes: number
  maxDocumentBytes: number
  inFlightBytes: number
  chunksPerRun: number
}): RunLimits {
  const { maxInputBytes, sliceBytes, maxRecordBytes, maxDocumentBytes, inFlightBytes, chunksPerRun } = etl
  return {
    maxInputBytes,
    cut: { sliceBytes, maxRecordBytes, maxDocumentBytes },
    flight: { bytes: inFlightBytes, chunksPerRun },
  }
}
