const maxChars = 80

/** A value as a reason shows it: JSON, cut short. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, maxChars + 1)) : JSON.stringify(value)
  return text.length > maxChars ? `${text.slice(0, maxChars)}…` : text
}
