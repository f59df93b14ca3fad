import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChildOutput } from './child-output.ts'
import { describeExit } from './describe-exit.ts'
import { createFileOutput } from './file-output.ts'
import { createForwardedOutput } from './forwarded-output.ts'
import { guardProcess } from './guard-process.ts'

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
  /** Gets everything the child writes, appended; without it, our standard output does. */
  logFile?: string | undefined
  /** True for the line that says the child is ready. */
  readyWhen: (line: string) => boolean
  /** @default 30000 */
  readyWithinMs?: number
  /** @default 'SIGTERM' */
  stopSignal?: NodeJS.Signals
  /** Until SIGKILL follows the stop signal; Infinity means never. @default 15000 */
  stopWithinMs?: number
  /** Called when the child was ready and then ended without having been told to. */
  onUnexpectedExit?: ((exit: ProcessExit) => void) | undefined
}

export interface ProcessExit {
  name: string
  code: number | null
  signal: NodeJS.Signals | null
  /** The end of what it wrote. */
  lastLines: string
}

export interface RunningProcess {
  name: string
  pid: number
  /** The line that said it was ready. */
  readyLine: string
  exited: Promise<ProcessExit>
  kill(signal: NodeJS.Signals): void
  /** Sends the stop signal, SIGKILL after the deadline, and resolves when the process is gone. */
  stop(): Promise<void>
}

/**
 * Starts a child and resolves when it is ready. It sits in a session of its own, so that Ctrl-C reaches only us and
 * shutdown keeps its order, and it ends when we end, however that happens.
 * @throws Error with the child's last lines when it ends or the time is up before it is ready
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { name, stopSignal = 'SIGTERM', stopWithinMs = 15_000 } = options
  const output = options.logFile
    ? createFileOutput(options.logFile)
    : createForwardedOutput((text) => process.stdout.write(text))
  const child = spawn(options.command, options.args, {
    env: options.env,
    detached: true,
    stdio: output.stdio,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  })
  output.attach(child)
  const exited = exitOf(name, child, output)
  let expected = true
  if (child.pid !== undefined) {
    const callOffGuard = guardProcess(child.pid, stopSignal, stopWithinMs)
    void exited.then((exit) => {
      callOffGuard()
      if (!expected) options.onUnexpectedExit?.(exit)
    })
  }

  async function stop(): Promise<void> {
    expected = true
    child.kill(stopSignal)
    const killer = Number.isFinite(stopWithinMs) ? setTimeout(() => child.kill('SIGKILL'), stopWithinMs) : undefined
    await exited
    clearTimeout(killer)
  }

  try {
    const readyLine = await readyLineOf(options, output, exited)
    expected = false
    return { name, pid: child.pid ?? 0, readyLine, exited, kill: (signal) => void child.kill(signal), stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    output.stopReading()
  }
}

function exitOf(name: string, child: ChildProcess, output: ChildOutput): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once(
      'error',
      (error) => child.pid === undefined && resolve({ name, code: null, signal: null, lastLines: error.message }),
    )
    child.once('close', (code, signal) => resolve({ name, code, signal, lastLines: output.tail() }))
  })
}

async function readyLineOf(
  options: ProcessOptions,
  output: ChildOutput,
  exited: Promise<ProcessExit>,
): Promise<string> {
  const withinMs = options.readyWithinMs ?? 30_000
  const deadline = Date.now() + withinMs
  for (;;) {
    const exit = await Promise.race([exited, sleep(20)])
    if (exit) throw new Error(`${exit.name} did not become ready. ${describeExit(exit)}`)
    const line = output.read().find(options.readyWhen)
    if (line !== undefined) return line
    if (Date.now() > deadline)
      throw new Error(`${options.name} was not ready within ${withinMs / 1000} s:\n${output.tail()}`)
  }
}
