import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startProcess, type ProcessExit } from '../src/processes/start-process.ts'
import { isAlive } from './is-alive.ts'
import { temporaryState } from '../src/local/temporary-state.ts'

function nodeProcess(folder: string, script: string) {
  return {
    name: 'child',
    command: process.execPath,
    args: ['-e', script],
    env: {},
    logFile: join(folder, 'child.log'),
    readyWhen: (line: string) => line === 'ready',
  }
}

test('a child is ready at its ready line, and its output is in its log', async () => {
  await using folder = temporaryState()
  const child = await startProcess(
    nodeProcess(folder.path, `console.log('first'); console.log('ready'); setInterval(() => {}, 1000)`),
  )
  expect(child.readyLine).toBe('ready')
  await child.stop()
  expect(readFileSync(join(folder.path, 'child.log'), 'utf8')).toBe('first\nready\n')
  expect(isAlive(child.pid)).toBe(false)
})

test('a child that ends before it is ready fails with its last lines', async () => {
  await using folder = temporaryState()
  const failing = startProcess(nodeProcess(folder.path, `console.error('no such table'); process.exit(3)`))
  await expect(failing).rejects.toThrow(/child did not become ready. child ended with status 3.*no such table/s)
})

test('a command that does not exist fails and says so', async () => {
  await using folder = temporaryState()
  const failing = startProcess({ ...nodeProcess(folder.path, ''), command: '/no/such/program' })
  await expect(failing).rejects.toThrow(/ENOENT/)
})

test('a child that is not ready in time is ended', async () => {
  await using folder = temporaryState()
  const failing = startProcess({
    ...nodeProcess(folder.path, `console.log(process.pid); setInterval(() => {}, 1000)`),
    readyWithinMs: 500,
  })
  await expect(failing).rejects.toThrow(/not ready within 0.5 s/)
  expect(isAlive(Number(readFileSync(join(folder.path, 'child.log'), 'utf8')))).toBe(false)
})

test('an unexpected end is reported, an expected one is not', async () => {
  await using folder = temporaryState()
  const exits: ProcessExit[] = []
  const options = {
    ...nodeProcess(folder.path, `console.log('ready'); setInterval(() => {}, 1000)`),
    onUnexpectedExit: (exit: ProcessExit) => exits.push(exit),
  }
  await (await startProcess(options)).stop()
  expect(exits).toEqual([])
  const killed = await startProcess(options)
  killed.kill('SIGKILL')
  await killed.exited
  await vi.waitFor(() => expect(exits).toMatchObject([{ name: 'child', signal: 'SIGKILL' }]), 10_000)
})

test('a child that ignores its stop signal is killed after the deadline', async () => {
  await using folder = temporaryState()
  const script = `process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)`
  const child = await startProcess({ ...nodeProcess(folder.path, script), stopWithinMs: 300 })
  await child.stop()
  expect(await child.exited).toMatchObject({ signal: 'SIGKILL' })
})

test.each(['SIGKILL', 'SIGTERM'] as const)('a child ends when its parent dies of %s', async (signal) => {
  await using folder = temporaryState()
  const parentScript = `
    import { startProcess } from ${JSON.stringify(join(import.meta.dirname, '../src/processes/start-process.ts'))}
    const child = await startProcess({
      name: 'child', command: process.execPath, env: {}, logFile: ${JSON.stringify(join(folder.path, 'child.log'))},
      args: ['-e', "console.log('ready'); setInterval(() => {}, 1000)"], readyWhen: (line) => line === 'ready',
    })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (bytes: Buffer) => resolve(Number(bytes.toString()))),
  )
  expect(isAlive(pid)).toBe(true)
  parent.kill(signal)
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5000 })
})
