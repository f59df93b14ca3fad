import type { Step } from '@syndicate/contracts'

/**
 * The fields a record had when it came in, told by those a stored one has: renames are undone and what was derived is left out.
 */
export function inputFieldsOf(stored: string[], steps: readonly Step[]): string[] {
  let fields = stored
  for (const step of steps.toReversed()) {
    if ('rename' in step) {
      const former = new Map(Object.entries(step.rename).map(([from, to]) => [to, from]))
      fields = fields.map((field) => former.get(field) ?? field)
    } else if ('derive' in step) {
      fields = fields.filter((field) => !Object.hasOwn(step.derive, field))
    }
  }
  return fields
}

/** A record to begin with where one could not be read: the fields others have, and what a cut row still held, in order. */
export function templateOf(fields: string[], original: string): Record<string, string> {
  const cells = original.includes('{') ? [] : original.trimEnd().split(',')
  return Object.fromEntries(fields.map((field, index) => [field, cells[index] ?? '']))
}
