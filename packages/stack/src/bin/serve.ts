import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '@syndicate/config'
import { runSystem } from '../local/run-system.ts'
import { startApps } from '../stack/start-apps.ts'
import { workerCount } from '../stack/worker-count.ts'

const { values } = parseArgs({ options: { workers: { type: 'string' }, stages: { type: 'string' } } })
const env = { ...process.env, NODE_ENV: process.env['NODE_ENV'] || 'production' }
// One JSON object a line, like the apps whose logs these lines stand among.
const printAt = (level: number) => (line: string) =>
  console.log(JSON.stringify({ level, time: Date.now(), name: 'serve', msg: line.trim() }))
const print = printAt(30)

process.exitCode = await runSystem({
  print,
  printError: printAt(50),
  start: () => {
    const config = loadConfig({ env })
    const missing = [!config.databaseUrl && 'DATABASE_URL', !config.redis && 'REDIS_URL'].filter(Boolean)
    if (missing.length > 0) {
      throw new Error(
        `${missing.join(' and ')} must be set: in production nothing is started besides gateway and workers`,
      )
    }
    return startApps({
      projectDir: resolve(import.meta.dirname, '../../../..'),
      env,
      workers: values.workers === undefined ? workerCount() : Number(values.workers),
      stages: values.stages,
      log: print,
      restartWorkers: true,
    })
  },
  work: async (apps) => print(`serving at ${apps.gatewayUrl}`),
})
