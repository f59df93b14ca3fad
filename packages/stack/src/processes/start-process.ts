import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { guardProcess } from './guard-process.ts'
import { createLogReader } from './log-reader.ts'
import { tailOf } from './tail-of.ts'

export interface ProcessOptions {
  /** What messages call it. */
  name: string
  command: string
  args: string[]
  /** The whole environment of the child. */
  env: NodeJS.ProcessEnv
  cwd?: string
  uid?: number
  gid?: number
  /** Gets everything the child writes, appended. */
  logFile: string
  /** True for the line that says the child is ready. */
  readyWhen: (line: string) => boolean
  /** @default 30000 */
  readyWithinMs?: number
  /** @default 'SIGTERM' */
  stopSignal?: NodeJS.Signals
  /** Until SIGKILL follows the stop signal; Infinity means never. @default 15000 */
  stopWithinMs?: number
  /** Called when the child ends without having been told to. */
  onUnexpectedExit?: (exit: ProcessExit) => void
}

export interface ProcessExit {
  name: string
  code: number | null
  signal: NodeJS.Signals | null
  /** The end of its log. */
  lastLines: string
}

export interface RunningProcess {
  name: string
  pid: number
  /** The line that said it was ready. */
  readyLine: string
  logFile: string
  exited: Promise<ProcessExit>
  kill(signal: NodeJS.Signals): void
  /** Sends the stop signal, SIGKILL after the deadline, and resolves when the process is gone. */
  stop(): Promise<void>
}

/**
 * Starts a child and resolves when it is ready. The child writes straight to its log file, so it costs us nothing, and it
 * sits in a session of its own, so that Ctrl-C reaches only us and shutdown keeps its order. It ends when we end.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true })
  const logFd = openSync(options.logFile, 'a', 0o600)
  const logStart = fstatSync(logFd).size
  const child = spawn(options.command, options.args, {
    env: options.env,
    detached: true,
    stdio: ['ignore', logFd, logFd],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  })
  closeSync(logFd)
  const stopSignal = options.stopSignal ?? 'SIGTERM'
  const stopWithinMs = options.stopWithinMs ?? 15_000
  const life = { stopping: false, ready: false }
  const exited = exitOf(child, options, life)
  if (child.pid === undefined) {
    const exit = await exited
    throw new Error(`${options.name} did not start: ${exit.lastLines}`)
  }
  const callOffGuard = guardProcess(child.pid, stopSignal, Number.isFinite(stopWithinMs) ? Math.ceil(stopWithinMs / 1000) : 0)
  void exited.then(callOffGuard)

  async function stop(): Promise<void> {
    life.stopping = true
    if (child.exitCode === null && child.signalCode === null) child.kill(stopSignal)
    const killer = Number.isFinite(stopWithinMs) ? setTimeout(() => child.kill('SIGKILL'), stopWithinMs) : undefined
    await exited
    clearTimeout(killer)
  }

  try {
    const readyLine = await waitUntilReady(options, logStart, exited)
    life.ready = true
    return { name: options.name, pid: child.pid, readyLine, logFile: options.logFile, exited, kill: (signal) => void child.kill(signal), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function exitOf(child: ChildProcess, options: ProcessOptions, life: { stopping: boolean; ready: boolean }): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ name: options.name, code: null, signal: null, lastLines: error.message })
    })
    child.once('exit', (code, signal) => {
      const exit = { name: options.name, code, signal, lastLines: tailOf(options.logFile) }
      resolve(exit)
      if (life.ready && !life.stopping) options.onUnexpectedExit?.(exit)
    })
  })
}

async function waitUntilReady(options: ProcessOptions, logStart: number, exited: Promise<ProcessExit>): Promise<string> {
  const withinMs = options.readyWithinMs ?? 30_000
  const deadline = Date.now() + withinMs
  const reader = createLogReader(options.logFile, logStart)
  let exit: ProcessExit | undefined
  void exited.then((value) => (exit = value))
  try {
    for (;;) {
      const ended = exit
      const line = reader.read().find(options.readyWhen)
      if (line !== undefined && !ended) return line
      if (ended) {
        const how = ended.signal ?? `status ${ended.code}`
        throw new Error(`${options.name} ended with ${how} before it was ready:\n${ended.lastLines}`)
      }
      if (Date.now() > deadline) {
        throw new Error(`${options.name} was not ready within ${withinMs / 1000} s:\n${tailOf(options.logFile)}`)
      }
      await sleep(20)
    }
  } finally {
    reader.close()
  }
}
