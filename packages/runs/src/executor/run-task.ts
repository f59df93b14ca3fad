import type { Catalog } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { usualGrowth, type Pipeline, type RecordEngine } from '@syndicate/pipeline'
import { createEngine } from '../host/create-engine.ts'
import { auditChunk } from './audit-chunk.ts'
import { checkWritten } from './check-written.ts'
import { cutInput } from './cut-input.ts'
import type { ActivityWriter } from './activity.ts'
import { createFind } from './find-records.ts'
import { forgetKeys } from './forget-keys.ts'
import { inferRecords } from './infer-records.ts'
import { makeChunk } from './make-chunk.ts'
import { mendRecords } from './mend-records.ts'
import { previewSample } from './preview-sample.ts'
import { createRecheck } from './recheck-part.ts'
import { mergeKeys } from './merge-keys.ts'
import { readHead } from './read-head.ts'
import { settleRun } from './settle-run.ts'
import { createSearch } from './search-lines.ts'
import { mostRecipes, type Request, type ResultOf, type RunnerOptions, type Task, type TransformTask } from './task.ts'
import { noRecord } from './watch-time.ts'

export interface TaskDeps extends Pick<RunnerOptions, 'hashKey' | 'abortOn' | 'maxGrowth'> {
  catalog: Catalog | undefined
  activity: ActivityWriter
}

/** A recipe that was met. */
interface Compiled {
  recipe: Recipe
  pipeline: Pipeline
}

/** What a task is done with. */
export interface TaskContext {
  catalog: Catalog
  /** Hash of the recipe. */
  hash: string
  engine: RecordEngine
  /** How many times its size a chunk may become. */
  maxGrowth: number
  /** Works on records, all at once. */
  work<T>(what: (compiled: Compiled) => T): T
  transform(pipeline: Pipeline, task: Omit<TransformTask, 'kind'>): ResultOf['transform']
}

/** Does what is asked, on the thread it is called on. Each recipe is sent once, and compiled when it is first needed. */
export function createTaskRunner({ hashKey, abortOn, maxGrowth = usualGrowth, catalog, activity }: TaskDeps) {
  const engine = createEngine(hashKey)
  const met = new Map<string, () => Compiled>()
  const recheck = createRecheck(engine, { maxGrowth, onRecord: activity.take })
  const find = createFind(engine, { maxGrowth, onRecord: activity.take })
  const search = createSearch()

  /** What is under way keeps its own, also when all are forgotten. */
  function meet(hash: string, recipe: Recipe): void {
    let compiled: Compiled | undefined
    if (met.size === mostRecipes) met.clear()
    met.set(hash, () => (compiled ??= { recipe, pipeline: engine.compile(recipe) }))
  }

  function metAs(hash: string): () => Compiled {
    const found = met.get(hash)
    if (!found) throw new Error(`The recipe ${hash} was never sent`)
    return found
  }

  function transform(pipeline: Pipeline, { slice, partOf }: Omit<TransformTask, 'kind'>) {
    if (abortOn && Buffer.from(slice).includes(abortOn)) die()
    return pipeline.transform(slice, { ...(partOf && { partOf }), maxGrowth, onRecord: activity.take })
  }

  function contextOf(request: Request): TaskContext {
    if (!catalog) throw new Error('Only what is at hand can be worked on here')
    const compiled = metAs(request.hash!)
    const work: TaskContext['work'] = (what) =>
      activity.during(request.id, () => {
        const found = compiled()
        activity.take(noRecord)
        return what(found)
      })
    return { catalog, engine, hash: request.hash!, maxGrowth, work, transform }
  }

  return async (request: Request): Promise<ResultOf[Task['kind']]> => {
    const { task, hash, recipe } = request
    if (hash !== null && recipe) meet(hash, recipe)
    switch (task.kind) {
      case 'make':
        return makeChunk(contextOf(request), task)
      case 'audit':
        return auditChunk(contextOf(request), task)
      case 'head':
        return readHead(catalog!, engine, task)
      case 'cut':
        return cutInput(catalog!, task, (cut) =>
          activity.during(request.id, () => {
            activity.take(noRecord)
            return cut()
          }),
        )
      case 'settle':
        return settleRun(contextOf(request), task)
      case 'merge-keys':
        return mergeKeys(catalog!, task.dataset, { work: (merge) => activity.during(request.id, merge) })
      case 'forget-keys':
        return forgetKeys(catalog!, task.erasure, { work: (forget) => activity.during(request.id, forget) })
      case 'mend':
        return activity.during(request.id, () => {
          activity.take(noRecord)
          return mendRecords(task)
        })
      case 'check':
        return activity.during(request.id, () => {
          activity.take(noRecord)
          return checkWritten(task)
        })
      case 'infer':
        return activity.during(request.id, () => {
          activity.take(noRecord)
          return inferRecords(engine, task)
        })
      case 'preview':
        return activity.during(request.id, () => {
          activity.take(noRecord)
          return previewSample(engine, task, maxGrowth)
        })
      case 'recheck':
        return activity.during(request.id, () => recheck(task))
      case 'find':
        return activity.during(request.id, () => find(task))
      case 'search':
        return activity.during(request.id, () => {
          activity.take(noRecord)
          return search(task)
        })
      case 'transform':
        return activity.during(request.id, () => {
          const { pipeline } = metAs(hash!)()
          activity.take(noRecord)
          return transform(pipeline, task)
        })
    }
  }
}

/** As native code does that aborts: the whole process is gone, whatever thread it happened in. */
function die(): void {
  process.kill(process.pid, 'SIGABRT')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
