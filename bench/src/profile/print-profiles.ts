import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figure } from '../report/figure.ts'
import { table } from '../report/table.ts'
import { selfTimes, type CpuProfile } from './self-times.ts'

const shown = 25

/** Prints which functions the processes of a folder's profiles spent their time in. */
export function printProfiles(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const times = selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile)
    const busyMs = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const rows = times
      .slice(0, shown)
      .map(({ where, milliseconds }) => [where, figure(milliseconds), `${figure((100 * milliseconds) / busyMs, 1)} %`])
    console.log([``, `  ${file}`, ...table([['function', 'ms', 'share'], ...rows])].join('\n'))
  }
}
