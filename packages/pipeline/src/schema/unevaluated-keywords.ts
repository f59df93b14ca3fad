import { _, Name, type CodeKeywordDefinition, type KeywordCxt, type SchemaCxt } from 'ajv'
import { not } from 'ajv/dist/compile/codegen/index.js'
import { Type } from 'ajv/dist/compile/util.js'
import type { Mended } from './mended-keywords.ts'

/**
 * Keywords as a schema needs them that asks what was not evaluated. Ajv notes what a branch has seen in a variable that it
 * makes inside of that branch, so that it is not there, or as of another item, where the branch was not taken.
 */
export function unevaluated(usual: (keyword: string) => CodeKeywordDefinition): Mended[] {
  return [
    ...['$ref', 'anyOf', 'oneOf'].map((keyword) => noting(usual(keyword))),
    { ...noting(usual('dependentSchemas')), before: 'unevaluatedProperties' },
    { ...usual('if'), code: ifThenElse },
    { ...usual('unevaluatedItems'), code: itemsLeft },
  ]
}

/** The keyword, with what was evaluated before it in variables. */
function noting(usual: CodeKeywordDefinition): CodeKeywordDefinition {
  return {
    ...usual,
    code(cxt) {
      note(cxt)
      usual.code(cxt)
    },
  }
}

function note({ gen, it }: KeywordCxt): void {
  const seen = it as SchemaCxt & { props?: Record<string, true> | Name | true; items?: number | Name | true }
  if (seen.props !== true && !(seen.props instanceof Name)) {
    const props = gen.var('props', _`Object.create(null)`)
    if (seen.props) for (const name of Object.keys(seen.props)) gen.assign(_`${props}[${name}]`, true)
    seen.props = props
  }
  if (seen.items !== true && !(seen.items instanceof Name)) seen.items = gen.var('items', seen.items ?? 0)
}

/** What `if` has evaluated counts where it holds, whether or not there is a `then`. */
function ifThenElse(cxt: KeywordCxt): void {
  const { gen, parentSchema } = cxt
  note(cxt)
  const holds = gen.name('_valid')
  const valid = gen.let('valid', true)
  const ifClause = gen.let('ifClause')
  const condition = cxt.subschema({ keyword: 'if', compositeRule: true, createErrors: false, allErrors: false }, holds)
  cxt.mergeValidEvaluated(condition, holds)
  cxt.reset()
  const clause = (keyword: 'then' | 'else') => () => {
    if (parentSchema[keyword] === undefined) return
    const inner = gen.name('_valid')
    const branch = cxt.subschema({ keyword }, inner)
    gen.assign(valid, inner)
    cxt.mergeValidEvaluated(branch, valid)
    gen.assign(ifClause, _`${keyword}`)
  }
  cxt.setParams({ ifClause })
  gen.if(holds, clause('then'), clause('else'))
  cxt.pass(valid, () => cxt.error(true))
}

function itemsLeft(cxt: KeywordCxt): void {
  const { gen, schema, data, it } = cxt
  if (it.items === true) return
  const len = gen.const('len', _`${data}.length`)
  const from = gen.const(
    'from',
    it.items instanceof Name ? _`${it.items} === true ? ${len} : ${it.items}` : (it.items ?? 0),
  )
  if (schema === false) {
    cxt.setParams({ len: from })
    cxt.fail(_`${len} > ${from}`)
  } else {
    const valid = gen.var('valid', _`${len} <= ${from}`)
    gen.if(not(valid), () => {
      gen.forRange('i', from, len, (i) => {
        cxt.subschema({ keyword: 'unevaluatedItems', dataProp: i, dataPropType: Type.Num }, valid)
        if (!it.allErrors) gen.if(not(valid), () => gen.break())
      })
    })
    cxt.ok(valid)
  }
  it.items = true
}
