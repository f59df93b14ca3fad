import type { CastTarget, Step } from '@syndicate/contracts'

/** A step for people: what it does, and to what. Expressions stand as they are written. */
export interface StepInWords {
  does: string
  to: { name?: string; what: string }[]
}

export function stepInWords(step: Step): StepInWords {
  if ('rename' in step) return { does: 'Renames', to: pairs(step.rename, (name) => `→ ${name}`) }
  if ('cast' in step) return { does: 'Casts', to: pairs(step.cast, (target) => `→ ${targetInWords(target)}`) }
  if ('derive' in step) return { does: 'Derives', to: pairs(step.derive, (expression) => `= ${expression}`) }
  if ('filter' in step) return { does: 'Keeps records where', to: [{ what: step.filter }] }
  if ('drop' in step) return { does: 'Drops', to: [{ what: step.drop.join(', ') }] }
  return { does: 'Hashes', to: [{ what: step.hash.join(', ') }] }
}

function pairs<T>(record: Record<string, T>, inWords: (value: T) => string) {
  return Object.entries(record).map(([name, value]) => ({ name, what: inWords(value) }))
}

function targetInWords(target: CastTarget): string {
  if (typeof target === 'string') return target
  return `${target.to}, written as ${target.formats.join(' or ')}${target.zone ? ` in ${target.zone}` : ''}`
}
