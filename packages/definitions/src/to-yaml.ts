import type { PipelineDefinition } from '@syndicate/contracts'
import { Document, isCollection, isMap, isPair, isScalar, isSeq, visit, type Node } from 'yaml'
import { asWritten } from './as-written.ts'

/** What is short and plain stands on one line, of so many characters at most. */
const widestLine = 80

const text = { lineWidth: 0, singleQuote: true } as const

/** What a terminal or an editor would obey instead of show, and YAML leaves as it is. */
const obeyed = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A definition as people write it, harmless to a terminal; applied again it is the same. */
export function toYaml(definition: PipelineDefinition): string {
  const document = new Document(asWritten(definition), { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_key, node) {
      // Only there is something to escape by.
      if (typeof node.value === 'string' && node.value.search(obeyed) >= 0) node.type = 'QUOTE_DOUBLE'
    },
    Collection(_key, node, path) {
      if (isPart(path) || !isPlain(node)) return
      node.flow = true
      if (new Document(node).toString(text).length > widestLine) node.flow = false
    },
  })
  return document
    .toString(text)
    .replaceAll(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
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
