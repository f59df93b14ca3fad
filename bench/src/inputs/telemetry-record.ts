import { hostOf, memory, percent, timestampOf } from './formula.ts'

/** One machine's load as JSON, always 129 bytes long. The same index gives the same record, on any machine. */
export function telemetryRecord(index: number): string {
  return `{"cpu":${percent(index * 2)},"mem":${memory(index * 2 + 1)},"timestamp":"${timestampOf(index)}","host":"${hostOf(index)}"}`
}
