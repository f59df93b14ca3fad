import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figure } from '../report/figure.ts'
import { table } from '../report/table.ts'
import { selfTimes, type CpuProfile } from './self-times.ts'

const shown = 25

/**
 * Prints which functions our processes spent their time in, from the first line of their start on.
 * @param names by process id
 */
export function printProfiles(folder: string, names: Map<number, string>): void {
  for (const file of readdirSync(folder)) {
    // Node calls them CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile
    const name = names.get(Number(file.split('.')[3]))
    if (!name) continue
    const times = selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile)
    const busyMs = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const rows = times
      .slice(0, shown)
      .map(({ where, milliseconds }) => [where, figure(milliseconds), `${figure((100 * milliseconds) / busyMs, 1)} %`])
    console.log(['', `  ${name}, ${file}`, ...table([['function', 'ms', 'share'], ...rows])].join('\n'))
  }
}
