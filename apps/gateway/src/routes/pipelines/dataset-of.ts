/** The dataset that a definition names, as far as it is one. */
export function datasetOf(definition: unknown): string | undefined {
  const dataset = (definition as { dataset?: unknown } | null)?.dataset
  return typeof dataset === 'string' ? dataset : undefined
}
