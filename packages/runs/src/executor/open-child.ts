import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRunner } from './create-runner.ts'
import { crashed, ranOutOfMemory } from './death.ts'
import type { Reply, Runner, RunnerOptions } from './task.ts'
import { noRecord } from './watch-time.ts'

const entry = fileURLToPath(new URL('./child-entry.ts', import.meta.url))
/** The child keeps the limits itself; this is for one that no longer answers. */
const graceMs = 120_000
const keptChars = 4_096

/** Starts a process that works on what is at hand, a task at a time, in a thread of its own, so that a death of the whole process costs nobody else. */
export function openChild(options: Omit<RunnerOptions, 'database' | 'failPoints'>): Runner {
  const child = fork(entry, [], {
    serialization: 'advanced',
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const exited = once(child, 'exit')
  // A child that could not start never exits; the 'error' below says so.
  exited.catch(() => {})
  let lastWords = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-keptChars)))

  let task = 0
  const activity = () => ({ task, record: noRecord })
  const { runner, onReady, onReply, onEnd } = createRunner({
    activity,
    graceMs,
    send(request, limits) {
      task = request.id
      child.send({ ...request, limits })
    },
    ref: () => child.ref(),
    unref: () => child.unref(),
    kill() {
      child.ref()
      child.kill('SIGKILL')
      return exited
    },
  })
  child.on('message', (message: 'ready' | Reply) => (message === 'ready' ? onReady() : onReply(message)))
  child.on('error', (error) => onEnd(crashed(error.message, activity())))
  // Not at its exit: its last words may still be on their way.
  child.on('close', (code, signal) => {
    // V8 has limits of its own that end the process, such as for one huge string.
    if (lastWords.includes('out of memory')) return onEnd(ranOutOfMemory(options.memoryBytes, activity()))
    onEnd(crashed(signal ?? `exit code ${code}`, activity(), signal === 'SIGKILL'))
  })
  child.send(options)
  return runner
}
