import type { Sql } from '../connect.ts'
import { createErasureApply } from './apply.ts'
import { createErasureAsking } from './ask.ts'
import { createForgottenKeys } from './forgotten-keys.ts'
import { createErasureInputs } from './inputs.ts'
import { createErasureRefused } from './refused.ts'
import { createErasureWork } from './work.ts'

/** Erasures: asked for, worked on, and what takes effect. */
export function createErasures(sql: Sql) {
  return {
    ...createErasureAsking(sql),
    ...createErasureWork(sql),
    ...createErasureApply(sql),
    ...createForgottenKeys(sql),
    inputs: createErasureInputs(sql),
    refused: createErasureRefused(sql),
  }
}
