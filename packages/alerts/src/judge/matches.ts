/** Whether a name is what a pattern says; `*` stands for anything, and no pattern for all names. */
export function matches(name: string, pattern = '*'): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first)) return false
  let at = first.length
  // Each piece at the first place it is found: what is left for those after it is then the most.
  for (const piece of rest) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return name.length - at >= last.length && name.endsWith(last)
}
