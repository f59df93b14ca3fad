import { availableParallelism, cpus, loadavg } from 'node:os'

/** What absolute figures depend on. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    load: Number(loadavg()[0]?.toFixed(2)),
    node: process.versions.node,
  }
}
