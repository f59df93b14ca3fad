import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { createHand } from './create-hand.ts'
import { crashed, megabytes, ranOutOfMemory } from './death.ts'
import type { Hand, HandOptions, Reply, Task } from './job.ts'
import type { ThreadData } from './thread-entry.ts'
import { noRecord, preparing } from './watch-time.ts'

/** Three times the size of a semi-space. */
const youngGenerationMb = 24

/** Starts a thread that works on records. */
export function openThread({ hashKey, memoryBytes, abortOn }: HandOptions): Hand {
  const inHand = new Int32Array(new SharedArrayBuffer(4)).fill(noRecord)
  const read = () => Atomics.load(inHand, 0)
  const workerData: ThreadData = { inHand, hashKey, abortOn }
  // As flags of the process these win over the limits of its threads; it has taken them in itself at its start.
  setFlagsFromString('--max-old-space-size=0')
  setFlagsFromString('--max-semi-space-size=0')
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    workerData,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: megabytes(memoryBytes), maxYoungGenerationSizeMb: youngGenerationMb },
  })

  const { hand, onReady, onReply, onEnd } = createHand({
    inHand: read,
    send(request) {
      Atomics.store(inHand, 0, preparing)
      const [task, bytes] = withOwnBytes(request.task)
      worker.postMessage({ ...request, task }, [bytes])
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    kill: () => worker.terminate(),
  })
  worker.on('message', (message: 'ready' | Reply) => (message === 'ready' ? onReady() : onReply(message)))
  worker.on('error', (error: Error & { code?: string }) => {
    const noMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    onEnd(noMemory ? ranOutOfMemory(memoryBytes, read()) : crashed(error.message, read()))
  })
  worker.on('exit', (code) => onEnd(crashed(`exit code ${code}`, read())))
  return hand
}

/** A copy that can be given away: the caller keeps its bytes, and a Buffer's may be a view into a pool. */
function withOwnBytes(task: Task): [Task, ArrayBuffer] {
  if (task.kind === 'audit') {
    const stored = new Uint8Array(task.stored)
    return [{ ...task, stored }, stored.buffer]
  }
  if (task.kind === 'cut') {
    const input = new Uint8Array(task.input)
    return [{ ...task, input }, input.buffer]
  }
  const slice = new Uint8Array(task.slice)
  return [{ ...task, slice }, slice.buffer]
}
