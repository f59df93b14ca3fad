import { mostApplied, PipelineDefinition, PipelineName, pipelineParts } from '@syndicate/contracts'
import { createShapeCheck } from './create-shape-check.ts'
import { describeValue } from './describe.ts'
import type { Fault } from './fault.ts'
import { keyFaults } from './key-faults.ts'
import type { Path } from './path.ts'
import { schemaFaults } from './schema-faults.ts'

const shapeFaults = createShapeCheck(PipelineDefinition)
const namePattern = new RegExp((PipelineName as { pattern?: string }).pattern!)
const order = [...Object.keys(pipelineParts), 'schema']

/** Whether a pipeline may be called so. */
export function isPipelineName(name: string): boolean {
  return namePattern.test(name)
}

/** How a pipeline may be called, in words. */
export const pipelineNames = 'a name of lower case letters, digits, - and _'

/**
 * Reads a pipeline as somebody wrote it.
 * @returns it complete with its defaults, its members in an order of ours; or all that is wrong with it
 */
export function readDefinition(written: unknown): { definition: PipelineDefinition } | { faults: Fault[] } {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { faults: [{ path: [], expected: 'a pipeline, which is a mapping', got: describeValue(written, {}) }] }
  const odd = oddValue(written)
  if (odd) return { faults: [odd] }
  // What cannot be said in JSON could not be kept.
  const json = JSON.stringify(written)
  const bytes = Buffer.byteLength(json)
  if (bytes > mostApplied.definitionBytes)
    return {
      faults: [{ path: [], expected: `at most ${mostApplied.definitionBytes} bytes of JSON`, got: String(bytes) }],
    }
  const value = JSON.parse(json) as PipelineDefinition & Record<string, unknown>
  const faults = shapeFaults(value)
  if (value.schema !== undefined && faults.length === 0)
    faults.push(...schemaFaults(value.schema).map((fault) => ({ ...fault, path: ['schema', ...fault.path] })))
  if (faults.length === 0) faults.push(...keyFaults(value))
  if (faults.length > 0) return { faults }
  const members = order.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]])
  return { definition: Object.fromEntries(members) as PipelineDefinition }
}

/** PostgreSQL keeps neither NUL nor half a character, and JSON no number without an end. */
function oddValue(value: unknown, path: Path = []): Fault | null {
  if (typeof value === 'number' && !Number.isFinite(value))
    return { path, expected: 'a number of JSON', got: String(value) }
  if (typeof value === 'string') return isKept(value) ? null : oddText(path)
  if (typeof value !== 'object' || value === null) return null
  for (const [key, part] of Object.entries(value)) {
    const found = isKept(key) ? oddValue(part, [...path, Array.isArray(value) ? Number(key) : key]) : oddText(path)
    if (found) return found
  }
  return null
}

function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function oddText(path: Path): Fault {
  return { path, expected: 'text of whole characters', got: 'NUL, or half a character' }
}
