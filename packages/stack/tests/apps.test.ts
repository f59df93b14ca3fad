import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startApps } from '../src/stack/start-apps.ts'
import { isAlive } from './is-alive.ts'
import { temporaryState } from '../src/local/temporary-state.ts'
import { writeApps } from './write-apps.ts'

function optionsFor(projectDir: string) {
  return { projectDir, env: { PORT: '0' }, workers: 2, logDir: projectDir, log: () => {} }
}

test('gateway and workers start, and stop leaves none of them', async () => {
  await using folder = temporaryState()
  const apps = await startApps({ ...optionsFor(writeApps(folder.path)), stages: 'load,validate' })
  const processes = apps.processes()
  expect(processes.map(({ name }) => name).toSorted()).toEqual(['gateway', 'worker-1', 'worker-2'])
  expect((await fetch(apps.gatewayUrl)).status).toBe(200)
  expect(processes.find(({ name }) => name === 'worker-1')?.readyLine).toContain('"load,validate"')
  await apps.stop()
  expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([])
})

test('a worker that dies is started again when asked for', async () => {
  await using folder = temporaryState()
  const apps = await startApps({ ...optionsFor(writeApps(folder.path)), restartWorkers: true })
  try {
    const victim = apps.processes().find(({ name }) => name === 'worker-2')
    victim?.kill('SIGKILL')
    await victim?.exited
    await vi.waitFor(() => expect(apps.processes().find(({ name }) => name === 'worker-2')).toBeDefined(), {
      timeout: 10_000,
    })
    expect(apps.processes().find(({ name }) => name === 'worker-2')?.pid).not.toBe(victim?.pid)
  } finally {
    await apps.stop()
  }
})

test('without its gateway the system has failed, and says how', async () => {
  await using folder = temporaryState()
  const apps = await startApps(optionsFor(writeApps(folder.path)))
  try {
    apps
      .processes()
      .find(({ name }) => name === 'gateway')
      ?.kill('SIGKILL')
    expect(await apps.failed).toMatch(/gateway ended with SIGKILL/)
  } finally {
    await apps.stop()
  }
})

test('when one does not start, the others are stopped again', async () => {
  await using folder = temporaryState()
  writeApps(folder.path, { gateway: `setTimeout(() => { console.error('no secret'); process.exit(1) }, 300)` })
  await expect(startApps(optionsFor(folder.path))).rejects.toThrow(/gateway did not become ready.*no secret/s)
  const { pid } = JSON.parse(readFileSync(join(folder.path, 'worker-1.log'), 'utf8')) as { pid: number }
  expect(isAlive(pid)).toBe(false)
})
