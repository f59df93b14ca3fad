import { parseArgs } from 'node:util'
import { stages, type Stage } from '@syndicate/contracts'

/**
 * Which stages this process works on: `--stages extract,transform`, or all of them.
 * Throws on an unknown stage or option.
 */
export function readStages(argv: string[]): Stage[] {
  const { values } = parseArgs({ args: argv, options: { stages: { type: 'string' } } })
  if (values.stages === undefined) return [...stages]
  const named = values.stages.split(',').map((name) => name.trim())
  const unknown = named.filter((name) => !(stages as readonly string[]).includes(name))
  if (unknown.length > 0)
    throw new Error(`--stages: there is no stage ${unknown.join(', ')}; there are ${stages.join(', ')}`)
  return stages.filter((stage) => named.includes(stage))
}
