import { parentPort, workerData } from 'node:worker_threads'
import { ProblemError } from '@syndicate/contracts'
import { createPerformer } from './create-performer.ts'
import type { HandOptions, Reply, Request } from './job.ts'

/** What a thread is started with. */
export interface ThreadData extends Pick<HandOptions, 'hashKey' | 'abortOn'> {
  /** One number as `watchTime` takes it, seen by both sides even when this one no longer answers. */
  inHand: Int32Array<SharedArrayBuffer>
}

const { inHand, ...options } = workerData as ThreadData
const port = parentPort!
const perform = createPerformer(options, (record) => void Atomics.store(inHand, 0, record))

port.on('message', (request: Request) => {
  const [reply, transfer] = answer(request)
  port.postMessage(reply, transfer)
})
port.postMessage('ready')

function answer(request: Request): [Reply, ArrayBuffer[]] {
  try {
    const began = performance.now()
    const result = perform(request)
    const ms = performance.now() - began
    if (typeof result !== 'object' || !('stored' in result)) return [{ result, ms }, []]
    // A copy of its own: a buffer of Node's may be a view into a pool.
    const stored = new Uint8Array(result.stored)
    return [{ result: { ...result, stored }, ms }, [stored.buffer]]
  } catch (error) {
    if (error instanceof ProblemError) return [{ problem: { code: error.code, detail: error.message } }, []]
    return [{ error }, []]
  }
}
