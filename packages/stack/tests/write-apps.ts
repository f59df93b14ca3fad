import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const gateway = `
  const server = require('node:http').createServer((request, response) => response.end(JSON.stringify(process.env)))
  server.listen(Number(process.env.PORT), '127.0.0.1', () =>
    console.log(JSON.stringify({ msg: 'listening', url: 'http://127.0.0.1:' + server.address().port })))`

const worker = `
  console.log(JSON.stringify({ msg: 'working', pid: process.pid, stages: process.argv.slice(2), flags: process.execArgv }))
  setInterval(() => {}, 1000)`

/** Writes a project whose gateway and worker only say that they are ready, to see how they are started and stopped. */
export function writeApps(folder: string, apps: { gateway?: string; worker?: string } = {}): string {
  const files = {
    'apps/gateway/src/main.ts': apps.gateway ?? gateway,
    'apps/worker/src/main.ts': apps.worker ?? worker,
  }
  for (const [name, script] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), script)
  }
  return folder
}
