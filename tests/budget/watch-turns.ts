import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into gateways and workers before all else (`--import`): writes down every turn of the event loop that works long, as
 * `<app> <milliseconds>`. Work is counted by the thread's own time on a processor, so that a busy machine adds nothing.
 */
const everyMs = 20
const notableMs = 60

const app = /apps\/(gateway|worker)\/src\/main\.ts$/.exec(process.argv[1] ?? '')?.[1]
const file = process.env['BUDGET_TURNS']

if (isMainThread && app !== undefined && file !== undefined) {
  let last = workedMs()
  setInterval(() => {
    const now = workedMs()
    if (now - last > notableMs) appendFileSync(file, `${app} ${Math.round(now - last)}\n`)
    last = workedMs()
  }, everyMs).unref()
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
