import {
  AuditKind,
  AuditOutcome,
  Format,
  QuarantineState,
  RefusalCode,
  Role,
  RunState,
  Stage,
} from '@syndicate/contracts'
import { expect, it } from 'vitest'
import * as choices from './choices.ts'

it.each([
  [choices.runStates, RunState],
  [choices.stages, Stage],
  [choices.formats, Format],
  [choices.roles, Role],
  [choices.quarantineStates, QuarantineState],
  [choices.refusalCodes, RefusalCode],
  [choices.auditKinds, AuditKind],
  [choices.auditOutcomes, AuditOutcome],
])('knows all of %s', (chosen, contract) => {
  expect(chosen).toEqual(contract.enum)
})
