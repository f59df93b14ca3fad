import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever the kernel's own clock does. */
const ticksASecond = 100

interface ProcessTimes {
  parent: number
  seconds: number
}

/**
 * CPU seconds (user and system) that each of these processes and all its descendants have used so far, those it has
 * outlived included: PostgreSQL has a process a connection. NaN where there is no /proc.
 */
export function cpuSeconds(roots: number[]): number[] {
  const times = readTimes()
  const children = Map.groupBy(times.keys(), (pid) => times.get(pid)!.parent)
  const treeSeconds = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + treeSeconds(child), times.get(pid)?.seconds ?? Number.NaN)
  return roots.map(treeSeconds)
}

function readTimes(): Map<number, ProcessTimes> {
  const times = new Map<number, ProcessTimes>()
  for (const name of processNames()) {
    const fields = statOf(name)
    if (!fields) continue
    // Of proc_pid_stat(5), counted from the state: parent, and utime, stime, cutime, cstime.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    times.set(Number(name), { parent: Number(fields[1]), seconds: ticks / ticksASecond })
  }
  return times
}

function processNames(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** The fields after the program's name, which may itself hold spaces and brackets; null when the process is gone. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
