import { parentPort, workerData } from 'node:worker_threads'
import { ProblemError } from '@syndicate/contracts'
import { armFailPoints } from '../faults/fail-point.ts'
import { isPassing } from '../faults/is-passing.ts'
import { createActivity, type SharedActivity } from './activity.ts'
import { createTaskRunner } from './run-task.ts'
import { saidOf, type Answer, type Reply, type Request, type RunnerOptions } from './task.ts'

/** What a thread is started with. */
export interface ThreadData extends Omit<RunnerOptions, 'memoryBytes'> {
  activity: SharedActivity
}

const { activity, database, failPoints, ...options } = workerData as ThreadData
const port = parentPort!
if (failPoints) armFailPoints(failPoints)
const catalog = database && (await openCatalog(database))
const runTask = createTaskRunner({ ...options, catalog, activity: createActivity(activity) })

port.on('message', (request: Request) => {
  void answer(request).then(([reply, transfer]) =>
    port.postMessage({ ...reply, id: request.id } satisfies Reply, transfer),
  )
})
port.postMessage('ready')

/** Loaded where there is one to open: a thread that tries what is at hand is smaller without. */
async function openCatalog(where: NonNullable<typeof database>) {
  const { createCatalog } = await import('@syndicate/catalog')
  return createCatalog({ ...where, poolSize: 2, applicationName: 'syndicate-thread' })
}

async function answer(request: Request): Promise<[Answer, ArrayBuffer[]]> {
  const began = performance.now()
  try {
    const result = await runTask(request)
    const ms = performance.now() - began
    if (typeof result !== 'object' || result === null || !('stored' in result)) return [{ result, ms }, []]
    // A copy of its own: a buffer of Node's may be a view into a pool.
    const stored = new Uint8Array(result.stored)
    return [{ result: { ...result, stored }, ms }, [stored.buffer]]
  } catch (error) {
    if (error instanceof ProblemError) return [{ problem: saidOf(error) }, []]
    if (isPassing(error)) return [{ passing: (error as Error).message }, []]
    return [{ error }, []]
  }
}
