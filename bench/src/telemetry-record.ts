/** Of one record in NDJSON, its newline included. */
export const recordBytes = 130

const hosts = 2000
const firstAt = Date.UTC(2026, 0, 1)

/** One machine's load as JSON, always `recordBytes - 1` long. The same index gives the same record, on any machine. */
export function telemetryRecord(index: number): string {
  const cpu = percent(index * 2)
  const mem = percent(index * 2 + 1)
  const timestamp = new Date(firstAt + index * 250).toISOString()
  const node = String(mix(index) % hosts).padStart(5, '0')
  const rack = String(index % 40).padStart(2, '0')
  const host = `node-${node}.rack-${rack}.fra12.eu-central-1.telemetry.example`
  return `{"cpu":${cpu},"mem":${mem},"timestamp":"${timestamp}","host":"${host}"}`
}

/** 10.00 to 99.99: always five characters, and always valid. */
function percent(seed: number): string {
  return (10 + (mix(seed) % 9000) / 100).toFixed(2)
}

/** A number without a visible pattern from a number in sequence (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let hash = value ^ 0x9e3779b9
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
