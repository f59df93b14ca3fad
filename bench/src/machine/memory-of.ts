import { readFileSync } from 'node:fs'

/** The most memory a process ever held (VmHWM), in MiB; NaN where there is no /proc. */
export const peakMemory = (pid: number): number => statusOf(pid, 'VmHWM')

/** The most that any one of a process and its descendants alive ever held, in MiB: PostgreSQL has a process a connection. */
export function peakOfTree(pid: number): number {
  return Math.max(peakMemory(pid), ...childrenOf(pid).map(peakOfTree))
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** What a process holds now (VmRSS), in MiB; NaN where there is no /proc. */
export const memoryNow = (pid: number): number => statusOf(pid, 'VmRSS')

function statusOf(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}
