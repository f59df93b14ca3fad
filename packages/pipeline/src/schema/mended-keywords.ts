import { _, type Code, type CodeKeywordDefinition, type KeywordCxt } from 'ajv'
import { isMultiple } from './is-multiple.ts'
import { areDistinct, oneOf } from './same-json.ts'
import { unevaluated } from './unevaluated-keywords.ts'

/** What takes the place of Ajv's own keyword. @property before the keyword that must come later */
export type Mended = CodeKeywordDefinition & { before?: string }

/** Keywords by which Ajv would judge other than the standard, as the standard has them. @param usual Ajv's own, by name */
export function mended(usual: (keyword: string) => CodeKeywordDefinition, asksForUnevaluated: boolean): Mended[] {
  const isRight = (cxt: KeywordCxt) => (value: unknown) => isMultiple(value as number, cxt.schema as number)
  return [
    { ...usual('multipleOf'), code: (cxt) => asks(cxt, isRight(cxt)) },
    { ...usual('uniqueItems'), error: { message: 'must NOT have duplicate items' }, code: unique },
    { ...usual('enum'), code: among(usual('enum'), (schema) => schema as unknown[]) },
    { ...usual('const'), code: among(usual('const'), (schema) => [schema]) },
    // In a schema that is complete in itself both mean the same; Ajv's own loses its way among anchors.
    { ...usual('$ref'), keyword: '$dynamicRef' },
    { keyword: '$dynamicAnchor', code: () => {} },
    ...(asksForUnevaluated ? unevaluated(usual) : []),
  ]
}

function unique(cxt: KeywordCxt): void {
  if (cxt.schema === true) asks(cxt, (items) => areDistinct(items as unknown[]))
}

/** Ajv compares objects by methods that a record may have fields for. */
function among(usual: CodeKeywordDefinition, valuesOf: (schema: unknown) => unknown[]): (cxt: KeywordCxt) => void {
  return (cxt) => {
    const values = valuesOf(cxt.schema)
    if (values.some((value) => typeof value === 'object' && value !== null)) asks(cxt, oneOf(values))
    else usual.code(cxt)
  }
}

/** Writes a call into the function that Ajv makes. */
function asks(cxt: KeywordCxt, isRight: (value: unknown) => boolean): void {
  const name: Code = cxt.gen.scopeValue('func', { ref: isRight })
  cxt.fail(_`!${name}(${cxt.data})`)
}
