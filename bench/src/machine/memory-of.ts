import { readFileSync } from 'node:fs'

/** The most memory a process ever held (VmHWM), in MiB; NaN where there is no /proc. */
export const peakMemory = (pid: number): number => statusOf(pid, 'VmHWM')

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
