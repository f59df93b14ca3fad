import type { Step } from '@syndicate/contracts'
import type { Host } from '../host.ts'
import { cast } from './cast.ts'
import { usualReading } from './cast-reading.ts'
import { derive } from './derive.ts'
import { drop } from './drop.ts'
import { filter } from './filter.ts'
import { hash } from './hash.ts'
import { rename } from './rename.ts'
import type { CompiledStep } from './transformer.ts'

/** @param path where the step is in its recipe, for errors: `steps[0]` */
export function compileStep(step: Step, path: string, host: Host, reading = usualReading): CompiledStep {
  if ('rename' in step) return rename(step.rename)
  if ('cast' in step) return cast(step.cast, `${path}.cast`, reading)
  if ('derive' in step) return derive(step.derive, `${path}.derive`)
  if ('filter' in step) return filter(step.filter, `${path}.filter`)
  if ('drop' in step) return drop(step.drop)
  return hash(step.hash, host)
}
