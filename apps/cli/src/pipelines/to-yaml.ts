import type { PipelineDefinition } from '@syndicate/contracts'
import { loadDefinitions } from './load-definitions.ts'
import { Document, isCollection, isMap, isPair, isScalar, isSeq, visit, type Node } from 'yaml'

/** What is short and plain stands on one line, of so many characters at most. */
const widestLine = 80

const text = { lineWidth: 0, singleQuote: true } as const

/** A definition as people write it; applied again it is the same. */
export async function toYaml(definition: PipelineDefinition): Promise<string> {
  const { asWritten } = await loadDefinitions()
  const document = new Document(asWritten(definition), { aliasDuplicateObjects: false })
  visit(document, {
    Collection(_key, node, path) {
      if (isPart(path) || !isPlain(node)) return
      node.flow = true
      if (new Document(node).toString(text).length > widestLine) node.flow = false
    },
  })
  return document.toString(text)
}

/** The whole, a step and a fixture stand on lines of their own. */
function isPart(path: readonly unknown[]): boolean {
  const above = path.at(-1)
  const list = path.at(-2)
  return (
    path.length === 1 ||
    (isSeq(above) && isPair(list) && ['steps', 'fixtures'].includes(keyOf(list)) && path.length === 4)
  )
}

function keyOf({ key }: { key: unknown }): string {
  return isScalar(key) ? String(key.value) : ''
}

/** Nothing is in it but values of a line. */
function isPlain(node: Node): boolean {
  if (!isCollection(node)) return false
  const values: unknown[] = isMap(node) ? node.items.map(({ value }) => value) : node.items
  return values.every((value) => isScalar(value) && !String(value.value).includes('\n'))
}
