const fewValues = 1000

/** Whether a record holds no more values than can be looked at twice, of which each may be wrong. */
export function hasFewValues(record: unknown): boolean {
  const open = [record]
  for (let seen = 0; open.length > 0; seen++) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value) && value.length >= fewValues) return false
    // One by one: to list all values of a large record takes longer than reading it.
    for (const name in value) {
      open.push((value as Record<string, unknown>)[name])
      if (seen + open.length >= fewValues) return false
    }
  }
  return true
}
