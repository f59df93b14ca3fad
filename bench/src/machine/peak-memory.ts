import { readFileSync } from 'node:fs'

/** The most memory a process ever held (VmHWM), in MiB; NaN where there is no /proc. */
export function peakMemory(pid: number): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kibibytes) / 1024
  } catch {
    return Number.NaN
  }
}
