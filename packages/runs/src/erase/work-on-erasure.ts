import { LeaseLost, type Find, type SearchedRun, type TakenErasure } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { reach } from '../faults/fail-point.ts'
import { applyFound } from './apply-found.ts'
import { isPassing } from '../faults/is-passing.ts'
import { findInInput, findRefused, findStored, HeldUp, unreadable, type Holds, type Search } from './find-in-run.ts'

/** Who has an erasure says so at least this often, and has it for so long. */
const leaseMs = 60_000
const aliveMs = 5_000
/** How long runs that have to end first are waited for before it is looked again. */
const lookAgainMs = 1_000
/** Runs looked at together. */
const runsAtOnce = 50

/**
 * Works on one erasure that is due, if there is one, as far as that is possible now: what the runs of its dataset have left is
 * searched, run by run, and what is found is erased from all versions at once. It is over when no run is left that was accepted
 * before it and has not ended. Whatever happens in between, whoever comes next goes on.
 * @returns the erasure that was over
 */
export async function workOnErasure(
  ctx: RunContext,
  signal: AbortSignal,
): Promise<{ worked: boolean; done: TakenErasure | null }> {
  const erasure = await ctx.catalog.erasures.take(leaseMs)
  if (!erasure) return { worked: false, done: null }
  try {
    const isOver = await searchAndErase({ ctx, erasure, signal, alive: pulse(ctx, erasure, signal) })
    return { worked: true, done: isOver ? erasure : null }
  } catch (error) {
    if (error instanceof LeaseLost) return { worked: true, done: null }
    const { erasures } = ctx.catalog
    if (signal.aborted || isPassing(error)) await erasures.putOff(erasure, signal.aborted ? 0 : lookAgainMs)
    else
      await erasures.holdUp(
        erasure,
        error instanceof HeldUp ? error.message : 'An error, which the log of the workers has',
      )
    throw error
  }
}

function pulse({ catalog }: RunContext, erasure: TakenErasure, signal: AbortSignal): () => Promise<void> {
  let said = performance.now()
  return async () => {
    signal.throwIfAborted()
    if (performance.now() - said < aliveMs) return
    said = performance.now()
    await catalog.erasures.renew(erasure, leaseMs)
  }
}

/** @returns whether it is over */
async function searchAndErase(search: Search): Promise<boolean> {
  const { ctx, erasure, alive } = search
  const { erasures } = ctx.catalog
  // By input and recipe: many runs may have been over the same one.
  const inputs = new Map<string, Holds>()
  // One that is damaged holds up no other.
  const heldUp = new Map<string, HeldUp>()
  for (let searched = 1; searched > 0;) {
    searched = 0
    for (const run of await erasures.unsearched(erasure, runsAtOnce)) {
      if (heldUp.has(run.id)) continue
      await alive()
      try {
        if (await searchRun(search, run, inputs)) searched++
      } catch (error) {
        if (!(error instanceof HeldUp)) throw error
        heldUp.set(run.id, error)
      }
    }
  }
  await reach('erase.searched')
  if (!(await applyFound(search))) {
    await erasures.putOff(erasure, lookAgainMs)
    return false
  }
  await reach('erase.applied')
  if (!erasure.dryRun) {
    const damaged = await rewriteAll(search)
    if (damaged) heldUp.set(damaged.runId, unreadable(damaged, undefined))
    // It holds the first records of runs, for those who come back.
    await ctx.broker.bus.forget(['telemetry.live'])
  }
  for (const error of heldUp.values()) throw error
  const isOver = await erasures.end(erasure)
  if (isOver && !erasure.dryRun)
    ctx.news.announce([{ kind: 'dataset.erased', dataset: erasure.dataset, erasureId: erasure.id }])
  if (!isOver) await erasures.putOff(erasure, lookAgainMs)
  return isOver
}

/** Takes what is erased out of the bytes of chunks, also what whoever had it before has marked. @returns one that cannot be read */
async function rewriteAll({ ctx, erasure, alive }: Search) {
  for (;;) {
    let rewritten = 0
    let [damaged, isEmpty] = [null as Pick<Find, 'runId' | 'ordinal'> | null, true]
    for (let after: Parameters<typeof ctx.catalog.erasures.rewrite>[1] = null; ;) {
      const page = await ctx.catalog.erasures.rewrite(erasure, after)
      if (!page.last) break
      after = page.last
      isEmpty = false
      rewritten += page.rewritten
      damaged ??= page.damaged[0] ?? null
      await alive()
    }
    // Others may have changed some meanwhile.
    if (isEmpty || (damaged && rewritten === 0)) return damaged
  }
}

/** Looks at what one run has left. @returns false when something of it is still held, to look again */
async function searchRun(search: Search, run: SearchedRun, inputs: Map<string, Holds>): Promise<boolean> {
  const { ctx, erasure } = search
  const { erasures } = ctx.catalog
  const { recipe } = await ctx.recipes.get(run.recipe)
  const isStored = await findStored(search, run)
  const refused = await eraseRefused(search, recipe, run)
  const input = await eraseInput(search, recipe, run, { isKnown: isStored || refused.count > 0, inputs })
  if (!erasure.dryRun && run.error !== null && (isStored || input.holds !== 'no')) {
    await erasures.inputs.quieten(run.id)
    await ctx.broker.bus.forget([`runs.${run.id}`])
  }
  const isOver = !refused.isHeld && !input.isHeld
  const found = {
    refused: refused.count,
    inputs: input.isCounted ? 1 : 0,
    unreadableInputs: input.isCounted && input.holds === 'unreadable' ? 1 : 0,
  }
  await erasures.noteSearched(erasure, run.id, found, isOver)
  return isOver
}

/** The input of a run goes as a whole where it holds a record that is meant, or where nobody can tell. */
async function eraseInput(
  search: Search,
  recipe: Recipe,
  run: SearchedRun,
  { isKnown, inputs }: { isKnown: boolean; inputs: Map<string, Holds> },
): Promise<{ holds: Holds; isHeld: boolean; isCounted: boolean }> {
  const { dryRun } = search.erasure
  const { reclaim } = search.ctx.catalog.erasures.inputs
  if (inputs.get(run.inputId) === 'gone') return { holds: 'yes', isHeld: false, isCounted: false }
  if (!run.isInputKept) {
    // Whatever is in it, it was on its way out.
    if (!dryRun && !run.isInputSwept) await reclaim(run.inputId)
    return { holds: 'no', isHeld: false, isCounted: false }
  }
  const key = `${run.inputId} ${run.recipe}`
  const holds = isKnown ? 'yes' : (inputs.get(key) ?? (await findInInput(search, recipe, run)))
  inputs.set(key, holds)
  if (holds === 'no') return { holds, isHeld: false, isCounted: false }
  if (!dryRun && !(await reclaim(run.inputId))) return { holds, isHeld: true, isCounted: false }
  inputs.set(run.inputId, 'gone')
  return { holds, isHeld: false, isCounted: true }
}

/** What a run has in quarantine: in frames, and in rows of those that somebody has touched. */
async function eraseRefused(
  search: Search,
  recipe: Recipe,
  run: SearchedRun,
): Promise<{ count: number; isHeld: boolean }> {
  const { refused } = search.ctx.catalog.erasures
  const { dryRun } = search.erasure
  let count = 0
  let isHeld = false
  for await (const { id, records, taken } of refused.frames(run.id)) {
    const indexes = await findRefused(search, recipe, records)
    count += dryRun ? indexes.filter((index) => !taken.has(index)).length : await refused.blank(id, indexes)
  }
  for await (const rows of refused.rows(run.id)) {
    const ids = (await findRefused(search, recipe, rows)).map((index) => rows[index]!.id)
    const forgotten = dryRun ? ids.length : await refused.forgetRows(ids)
    count += forgotten
    if (forgotten < ids.length) isHeld = true
  }
  return { count, isHeld }
}
