import type { Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'

/** A clock, and by how much it is ahead of Redis', in milliseconds. */
export interface Clock {
  of: string
  aheadMs: number
}

/** In milliseconds. Sessions and lists go by clocks: beyond the second, people are signed out or see runs of the future. */
const tolerated = { warning: 1_000, error: 10_000 }

/** Each clock against the one in their middle, so that the one that is wrong is named and not all others. */
export function judgeClocks(clocks: readonly Clock[]): Finding[] {
  const code = 'clocks'
  const middle = clocks.map(({ aheadMs }) => aheadMs).toSorted((one, other) => one - other)[
    Math.floor((clocks.length - 1) / 2)
  ]
  if (middle === undefined) return []
  const findings = clocks.flatMap(({ of, aheadMs }) => {
    const off = aheadMs - middle
    if (Math.abs(off) <= tolerated.warning) return []
    const find = Math.abs(off) > tolerated.error ? wrong : warning
    const what = `The clock of ${of} is ${(Math.abs(off) / 1000).toFixed(1)} s ${off > 0 ? 'ahead of' : 'behind'} the others`
    return [find(code, what, 'Set it by NTP (timedatectl set-ntp true)')]
  })
  return findings.length > 0 ? findings : [ok(code, 'the clocks agree')]
}
