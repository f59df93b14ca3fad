import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  YAMLParseError,
  type Alias,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { maxDepth } from '../record/max-depth.ts'
import { shown } from '../record/shown.ts'

/** A value as JSON, and what others may need of it: a name its text, a merge the fields. */
interface Written {
  json: string
  name?: string
  fields?: Fields
  items?: Written[]
}

type Fields = Map<string, string>

/** Writes the values of one document as JSON. */
export interface YamlWriter {
  /** Throws a `YAMLParseError` with the place of what JSON cannot hold. */
  write(node: unknown): string
  /** How many characters were written because an alias or a merge repeats them. */
  repeated(): number
}

/** @param mostRepeated characters that may be repeated: a few aliases can stand for more than fits anywhere */
export function createYamlWriter(mostRepeated: number): YamlWriter {
  const anchors = new Map<string, Written | 'open' | 'refused'>()
  let repeated = 0

  function write(node: unknown, depth: number): Written {
    if (isAlias(node)) return repeat(node)
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { json: 'null', name: '' }
    if (depth > maxDepth) throw fault(node, `It is nested deeper than ${maxDepth} levels`)
    const { anchor } = node
    if (anchor === undefined) return writeValue(node, depth)
    anchors.set(anchor, 'open')
    let written: Written | 'refused' = 'refused'
    try {
      return (written = writeValue(node, depth))
    } finally {
      anchors.set(anchor, written)
    }
  }

  function writeValue(node: Scalar | YAMLMap | YAMLSeq, depth: number): Written {
    if (isScalar(node)) return writeScalar(node)
    return isMap(node) ? writeMap(node, depth) : writeList(node.items, depth)
  }

  function repeat(alias: Alias): Written {
    const written = anchors.get(alias.source)
    if (written === undefined) throw fault(alias, `No anchor before it is called ${alias.source}`)
    if (written === 'open') throw fault(alias, 'It contains itself')
    if (written === 'refused')
      throw fault(alias, `The anchor ${alias.source} is not defined: what it names was refused`)
    count(written.json.length, alias)
    return written
  }

  function count(chars: number, node: Node): void {
    repeated += chars
    if (repeated > mostRepeated) throw fault(node, 'Its aliases make it many times larger than it is')
  }

  function writeList(nodes: unknown[], depth: number): Written {
    const items = nodes.map((item) => write(item, depth + 1))
    return { json: `[${items.map(({ json }) => json).join()}]`, items }
  }

  function writeMap(map: YAMLMap, depth: number): Written {
    const fields: Fields = new Map()
    /** Of them, those that a merge brought: a field of one's own comes before them. */
    const merged = new Set<string>()
    let hasMerge = false
    for (const { key, value } of map.items) {
      const name = nameOf(key, map)
      const isMerge = isMergeKey(key)
      if (isMerge ? hasMerge : fields.has(name) && !merged.delete(name))
        throw fault(key as Node, `The name ${shown(name)} is there twice`)
      if (isMerge) for (const from of mergedBy(write(value, depth), key)) take(from, fields, merged, key)
      else fields.set(name, write(value, depth + 1).json)
      hasMerge ||= isMerge
    }
    return { json: `{${Array.from(fields, ([name, json]) => `${JSON.stringify(name)}:${json}`).join()}}`, fields }
  }

  /** The text as it stands there: what 1.10, 007 and true are named is no number and no boolean. */
  function nameOf(key: unknown, map: YAMLMap): string {
    const { name } = write(key, 0)
    if (name === undefined) throw fault(key as Node, 'A list or a mapping cannot be the name of a field')
    if (name.startsWith(byteOrderMark) && isScalar(key) && key.type === 'PLAIN')
      throw fault(map, 'A byte order mark stands in the middle of it')
    return name
  }

  /** What is there already stays, whichever comes first. */
  function take(from: Fields, fields: Fields, merged: Set<string>, key: Node): void {
    for (const [name, json] of from) {
      if (fields.has(name)) continue
      count(name.length + json.length, key)
      fields.set(name, json)
      merged.add(name)
    }
  }

  return {
    write: (node) => write(node, 1).json,
    repeated: () => repeated,
  }
}

const byteOrderMark = '\ufeff'

function writeScalar(scalar: Scalar): Written {
  const { value, source = '' } = scalar
  if (typeof value === 'number' && !Number.isFinite(value))
    throw fault(scalar, `${source} is no number that JSON can hold; in quotes it is a text`)
  return { json: JSON.stringify(value), name: source }
}

/** The mappings that a merge names. */
function mergedBy({ fields, items }: Written, key: Node): Fields[] {
  const all = fields ? [fields] : items?.map((item) => item.fields)
  if (!all?.every((each) => each !== undefined))
    throw fault(key, 'Only a mapping, or a list of mappings, can be merged (<<)')
  return all
}

function isMergeKey(key: unknown): key is Scalar {
  return isScalar(key) && key.source === '<<' && key.type === 'PLAIN' && key.tag === undefined
}

function fault(node: Node, message: string): YAMLParseError {
  const [from = 0, to = from] = node.range ?? []
  return new YAMLParseError([from, to], 'IMPOSSIBLE', message)
}
