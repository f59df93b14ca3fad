/** Digits, as people write a number. `Number` also takes `""`, `" 5"`, `0x10` and `1e999`, which is without end. */
const digits = /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/

interface Schema {
  properties?: Record<string, { type?: unknown }>
}

/**
 * Reads the numbers of a query or a path, as its schema names them. What is not written in digits stays text, and as text
 * it is refused.
 * @returns a function that changes the values it is given
 */
export function numbersInText(schema: unknown): (values: unknown) => void {
  const properties = Object.entries((schema as Schema | undefined)?.properties ?? {})
  const names = properties.filter(([, { type }]) => type === 'integer' || type === 'number').map(([name]) => name)
  return (values) => {
    const given = values as Record<string, unknown>
    for (const name of names) {
      const text = given[name]
      if (typeof text === 'string' && digits.test(text)) given[name] = Number(text)
    }
  }
}
