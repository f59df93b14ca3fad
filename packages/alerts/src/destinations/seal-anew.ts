import type { Catalog } from '@syndicate/catalog'
import { isSealedWith, seal, unseal } from './seal.ts'

/**
 * Seals with the first of the keys what was sealed with another of them, so that the others can be done without. What
 * cannot be opened stays as it is.
 */
export async function sealAnew(
  destinations: Catalog['alerts']['destinations'],
  [key, ...before]: readonly [string, ...string[]],
): Promise<void> {
  if (before.length === 0) return
  for (const { id, sealed } of await destinations.sealed())
    if (!isSealedWith(key, id, sealed) && before.some((each) => isSealedWith(each, id, sealed)))
      await destinations.reseal(id, { from: sealed, to: seal(key, id, unseal(before, id, sealed)) })
}
