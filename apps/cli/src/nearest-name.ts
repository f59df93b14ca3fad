import { distance } from 'fastest-levenshtein'

/** The name somebody may have meant, or undefined when none is near. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const near = names
    .map((name) => ({ name, off: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, off }) => off <= Math.max(typed.length, name.length) / 2)
    .toSorted((a, b) => a.off - b.off)
  return near[0]?.name
}
