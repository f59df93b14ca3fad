const hosts = 2000
const firstAt = Date.UTC(2026, 0, 1)

/** 10.00 to 99.99: always five characters, and always valid. */
export function percent(seed: number): string {
  return (10 + (mix(seed) % 9000) / 100).toFixed(2)
}

/** Bytes in use, 10000 to 99990: as long as `percent`, and always valid. */
export function memory(seed: number): string {
  return `${percent(seed).replace('.', '')}0`
}

/** Four records a second. */
export function timestampOf(index: number): string {
  return new Date(firstAt + index * 250).toISOString()
}

export function hostOf(index: number): string {
  const node = String(mix(index) % hosts).padStart(5, '0')
  const rack = String(index % 40).padStart(2, '0')
  return `node-${node}.rack-${rack}.fra12.eu-central-1.telemetry.example`
}

/** A number without a visible pattern from a number in sequence (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let hash = value ^ 0x9e3779b9
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
