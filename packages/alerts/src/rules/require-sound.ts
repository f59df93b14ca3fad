import { conditionParts, ProblemError, type AlertWhen } from '@syndicate/contracts'

/** Throws validation-failed for what lacks something that its event needs, or has what does not go with it. */
export function requireSound({ event, ...said }: AlertWhen): void {
  const { needs, takes } = conditionParts[event]
  const names = Object.keys(said)
  const missing = needs.filter((name) => !names.includes(name))
  const foreign = names.filter((name) => ![...needs, ...takes].some((known: string) => known === name))
  if (missing.length > 0)
    throw new ProblemError('validation-failed', `/body/when: ${event} needs ${missing.join(', ')}`)
  if (foreign.length > 0)
    throw new ProblemError('validation-failed', `/body/when: ${foreign.join(', ')} does not go with ${event}`)
}
