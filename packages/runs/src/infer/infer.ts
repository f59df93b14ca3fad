import { maxHeadBytes, ProblemError, type Inference } from '@syndicate/contracts'
import type { Head } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import type { InferTask } from '../executor/task.ts'
import { openBudget } from '../quarantine/budget.ts'

/** Parts of an input, or frames of a dataset, that are looked at: about a megabyte each. */
const mostParts = 4

/** It takes a fraction of a second, once there is a thread for it: that takes some, on a busy machine many. */
const mostMs = 30_000

/** What pipeline would take a file, by its head. Throws what an upload of it would be refused with, limits-exceeded, overloaded. */
export function inferFile(ctx: RunContext, head: Head): Promise<Inference> {
  return infer(ctx, { source: { head }, name: head.fileName })
}

/** The same by what was given to an earlier run. Throws run-not-found, input-reclaimed, input-lost, limits-exceeded, overloaded. */
export async function inferRun(ctx: RunContext, runId: string): Promise<Inference> {
  const input = await ctx.catalog.inputs.ofRun(runId)
  const run = input && (await ctx.catalog.runs.get(runId))
  if (!run) throw new ProblemError('run-not-found', `There is no run ${runId}`)
  if (input.isReclaimed) throw new ProblemError('input-reclaimed', `The input of run ${runId} is no longer kept`)
  const { id, first, parts: count, isCut, format, reading } = input
  const parts: Uint8Array[] = []
  let bytes = 0
  for (let ordinal = first; parts.length < Math.min(count, mostParts) && bytes < maxHeadBytes; ordinal++) {
    const part = await ctx.catalog.inputs.part(id, ordinal)
    if (!part) throw new ProblemError('input-lost', `Part ${ordinal} of the input is missing`)
    parts.push(part)
    bytes += part.byteLength
  }
  const isWhole = parts.length === count
  return infer(ctx, { source: { parts, isCut, isWhole, format, reading: reading ?? {} }, name: run.dataset })
}

/** The same by the live records of a dataset. Throws dataset-not-found, version-reclaimed, empty-input, limits-exceeded, overloaded. */
export async function inferDataset(ctx: RunContext, dataset: string): Promise<Inference> {
  const frames: Uint8Array[] = []
  let bytes = 0
  let isWhole = true
  for await (const { data } of ctx.catalog.registry.frames(dataset)) {
    if (frames.length === mostParts || bytes >= maxHeadBytes) {
      isWhole = false
      break
    }
    frames.push(data)
    bytes += data.byteLength
  }
  return infer(ctx, { source: { frames, isWhole }, name: dataset })
}

async function infer(ctx: RunContext, task: Omit<InferTask, 'kind'>): Promise<Inference> {
  const budget = openBudget(mostMs)
  try {
    const { result } = await ctx.executor.infer(task, budget.signal)
    return result
  } catch (error) {
    if (!budget.isSpent()) throw error
    throw new ProblemError('overloaded', 'There was no time to look at these records; ask again', {
      cause: error,
      retryAfterSeconds: 5,
    })
  }
}
