import { compilePipeline, createCutter, type Pipeline } from '@syndicate/pipeline'
import { createHost } from '../host.ts'
import type { CutTask, HandOptions, Request, ResultOf, Task } from './job.ts'
import { noRecord } from './watch-time.ts'

/**
 * Does what is asked, on the thread it is called on. Each recipe is compiled once.
 * @param onInHand told what is in hand, as `watchTime` takes it
 */
export function createPerformer(
  { hashKey, abortOn }: Pick<HandOptions, 'hashKey' | 'abortOn'>,
  onInHand: (record: number) => void,
): (request: Request) => ResultOf[Task['kind']] {
  const host = createHost(hashKey)
  const compiled = new Map<string, Pipeline>()

  function pipelineOf({ hash, recipe }: Request): Pipeline {
    const known = compiled.get(hash)
    if (known) return known
    if (!recipe) throw new Error(`The recipe ${hash} was never sent`)
    const fresh = compilePipeline(recipe, host)
    compiled.set(hash, fresh)
    return fresh
  }

  function perform(pipeline: Pipeline, task: Task): ResultOf[Task['kind']] {
    if (task.kind === 'cut') return cut(task)
    if (task.kind === 'audit') return pipeline.audit(task.stored)
    if (abortOn && Buffer.from(task.slice).includes(abortOn)) die()
    return pipeline.transform(task.slice, { storedBefore: task.storedBefore ?? 0, onRecord: onInHand })
  }

  return (request) => {
    const pipeline = pipelineOf(request)
    onInHand(noRecord)
    return perform(pipeline, request.task)
  }
}

function cut({ format, limits, input }: CutTask): Uint8Array[] {
  const cutter = createCutter(format, limits)
  return [...cutter.push(input), ...cutter.end()]
}

/** As native code does that aborts: the whole process is gone, whatever thread it happened in. */
function die(): void {
  process.kill(process.pid, 'SIGABRT')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
