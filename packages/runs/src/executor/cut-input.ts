import type { Catalog } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import { createCutter, isReadWhole } from '@syndicate/pipeline'
import { openPart, packPart } from '../parts/stored-part.ts'
import type { CutTask } from './task.ts'

/**
 * Cuts an input that was stored as it came, into parts of whole records behind those that came. The same input under the
 * same limits gives the same parts, so that cutting again meets its own traces. @returns how many parts it made
 * @param work runs what takes a while, under the watch of the clock
 * Throws what the cutter throws, input-lost, and input-too-large for one that would have to be read whole.
 */
export async function cutInput(
  catalog: Catalog,
  { inputId, format, parts, limits }: CutTask,
  work: <T>(cut: () => T) => T,
): Promise<number> {
  const cutter = createCutter(format, limits)
  const readsWhole = isReadWhole(format)
  let bytes = 0
  let made = 0

  async function store(slices: Uint8Array[]): Promise<void> {
    for (const slice of slices) await catalog.inputs.addPart(inputId, parts + made++, await packPart('slice', slice))
  }

  for await (const stored of catalog.inputs.parts(inputId, parts)) {
    await store(
      work(() => {
        const part = openPart('raw', stored)
        bytes += part.byteLength
        if (readsWhole && bytes > limits.maxDocumentBytes)
          throw new ProblemError(
            'input-too-large',
            `A ${format} input may have at most ${limits.maxDocumentBytes} bytes`,
          )
        return cutter.push(part)
      }),
    )
  }
  await store(work(() => cutter.end()))
  return made
}
