import type { Attack, Cost } from './cost-of.ts'

interface Row {
  attacks: number
  bytes: number
  gatewayMs: number
  workerMs: number
  postgres: number
  redis: number
  waitMs: number
  tooDear: number
}

/** The worst of each group, for the table that closes the long form. */
export function createReport() {
  const rows = new Map<string, Row>()

  return {
    add({ group, bytes }: Attack, { turns, grown, waitMs }: Cost, complaints: readonly string[]): void {
      const row = rows.get(group)
      rows.set(group, {
        attacks: (row?.attacks ?? 0) + 1,
        bytes: (row?.bytes ?? 0) + bytes,
        gatewayMs: Math.max(row?.gatewayMs ?? 0, turns.gateway),
        workerMs: Math.max(row?.workerMs ?? 0, turns.worker),
        postgres: Math.max(row?.postgres ?? 0, grown.postgres / bytes),
        redis: Math.max(row?.redis ?? 0, grown.redis / bytes),
        waitMs: Math.max(row?.waitMs ?? 0, waitMs),
        tooDear: (row?.tooDear ?? 0) + Math.sign(complaints.length),
      })
    },
    print(): void {
      const lines = [...rows].map(
        ([group, row]) =>
          `| ${group} | ${row.attacks} | ${kibibytes(row.bytes)} | ${longest(row.gatewayMs)} | ${longest(row.workerMs)} | ${row.postgres.toFixed(1)} | ${row.redis.toFixed(1)} | ${(row.waitMs / 1000).toFixed(1)} s | ${row.tooDear} |`,
      )
      console.log(
        [
          '| what | attacks | KiB | gateway stood still | worker stood still | PostgreSQL grew, times | Redis grew, times | somebody else waited | too dear |',
          '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
          ...lines,
        ].join('\n'),
      )
    },
  }
}

const kibibytes = (bytes: number) => Math.round(bytes / 1024)
const longest = (ms: number) => (ms === 0 ? 'under 60 ms' : `${ms} ms`)
