/** Below these of a JSON Schema stand values as a record has them. */
const literals = new Set(['const', 'enum', 'default', 'examples'])
/** Below these stand names, whatever they are called. */
const ofNames = new Set([
  'pipelines',
  'schemas',
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
])

/**
 * Whether a number of a pipeline, or of a configuration, is met by values of records: only then all its digits matter. Any
 * other, such as the `maximum` of a schema, is a number whatever happens to its digits.
 * @param keys those of the mappings around it, from the top
 */
export function keepsDigits(keys: readonly string[]): boolean {
  let isInSchema = false
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    if (isInSchema ? literals.has(key) : key === 'steps' || key === 'fixtures') return true
    if (key === 'schema' || key === 'schemas') isInSchema = true
    if (ofNames.has(key)) at++
  }
  return false
}
