import type { Catalog } from '@syndicate/catalog'
import { createCutter } from '@syndicate/pipeline'
import { openPart, packPart } from '../parts/stored-part.ts'
import type { CutTask } from './task.ts'

/**
 * Cuts an input that was stored as it came, into parts of whole records beside those that came. The same input under the
 * same limits gives the same parts, so that cutting again meets its own traces. @returns how many parts it made
 * @param work runs what takes a while, under the watch of the clock
 * Throws what the cutter throws, and input-lost.
 */
export async function cutInput(
  catalog: Catalog,
  { inputId, format, parts, first, limits }: CutTask,
  work: <T>(cut: () => T) => T,
): Promise<number> {
  const cutter = createCutter(format, limits, {}, true)
  let made = 0

  async function store(slices: Uint8Array[]): Promise<void> {
    for (const slice of slices) await catalog.inputs.addPart(inputId, first + made++, await packPart('slice', slice))
  }

  for await (const stored of catalog.inputs.parts(inputId, parts)) {
    await store(work(() => cutter.push(openPart('raw', stored))))
  }
  await store(work(() => cutter.end()))
  return made
}
