import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { createRunner } from './create-runner.ts'
import { crashed, megabytes, ranOutOfMemory } from './death.ts'
import { createActivity } from './activity.ts'
import type { Reply, Runner, RunnerOptions, Task } from './task.ts'
import type { ThreadData } from './thread-entry.ts'

/** Three times the size of a semi-space: for who works on chunks all the time, and for who tries what is at hand now and then. */
const youngGenerationMb = { chunks: 48, atHand: 12 }

/** Starts a thread that works on records. */
export function openThread(options: RunnerOptions): Runner {
  const { memoryBytes, ...rest } = options
  const activity = createActivity()
  const workerData: ThreadData = { ...rest, activity: activity.shared }
  const maxYoungGenerationSizeMb = options.database ? youngGenerationMb.chunks : youngGenerationMb.atHand
  // As flags of the process these win over the limits of its threads; it has taken them in itself at its start.
  setFlagsFromString('--max-old-space-size=0')
  setFlagsFromString('--max-semi-space-size=0')
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    workerData,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: megabytes(memoryBytes), maxYoungGenerationSizeMb },
  })

  const { runner, onReady, onReply, onEnd } = createRunner({
    activity: activity.read,
    giveBack: activity.giveBack,
    send(request) {
      const [task, bytes] = withOwnBytes(request.task)
      worker.postMessage({ ...request, task }, bytes)
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    kill: () => worker.terminate(),
  })
  worker.on('message', (message: 'ready' | Reply) => (message === 'ready' ? onReady() : onReply(message)))
  worker.on('error', (error: Error & { code?: string }) => {
    const noMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    onEnd(noMemory ? ranOutOfMemory(memoryBytes, activity.read()) : crashed(error.message, activity.read()))
  })
  worker.on('exit', (code) => onEnd(crashed(`exit code ${code}`, activity.read())))
  return runner
}

/** A copy that can be given away: the caller keeps its bytes, and a Buffer's may be a view into a pool. */
function withOwnBytes(task: Task): [Task, ArrayBuffer[]] {
  if (task.kind !== 'transform') return [task, []]
  const slice = new Uint8Array(task.slice)
  return [{ ...task, slice }, [slice.buffer]]
}
