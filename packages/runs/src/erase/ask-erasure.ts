import { createHash, randomBytes } from 'node:crypto'
import { newId, ProblemError, type AcceptedErasure, type ErasureSelector } from '@syndicate/contracts'
import { compileSelector } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'

export interface ErasureRequest {
  dataset: string
  selector: ErasureSelector
  dryRun: boolean
  userId: string
}

/**
 * Asks for records to be erased, or counted: workers do so. Whoever asks is given the salt of its proof, which is kept nowhere.
 * Throws validation-failed, dataset-not-found, too-many-erasures.
 */
export async function askErasure(
  { catalog }: Pick<RunContext, 'catalog'>,
  { dataset, selector, dryRun, userId }: ErasureRequest,
): Promise<AcceptedErasure> {
  requireSound(selector)
  const salt = randomBytes(16).toString('hex')
  const proof = createHash('sha256')
    .update(`${salt}\n${JSON.stringify(selector)}`)
    .digest('hex')
  const erasure = await catalog.erasures.ask({ id: newId(), dataset, dryRun, userId, selector, proof })
  return { ...erasure, salt }
}

function requireSound(selector: ErasureSelector): void {
  const numbers = 'key' in selector ? Object.values(selector.key).filter((value) => typeof value === 'number') : []
  if (numbers.some((value) => Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new ProblemError('validation-failed', 'key: write a number of more than 15 digits as a text')
  try {
    compileSelector(selector)
  } catch (error) {
    throw new ProblemError('validation-failed', (error as Error).message, { cause: error })
  }
}
