import { Ajv2020, type AnySchema, type CodeKeywordDefinition, type Options } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { compilePattern } from './compile-pattern.ts'
import { formats } from './formats.ts'
import { mended } from './mended-keywords.ts'

/** What a schema may say without effect. */
const harmless = /^strict mode: "(if|then|else|minContains|maxContains|contains)"/
const options: Options = {
  // Strict about what Ajv would pass over in silence (unknown keywords and formats), not about style.
  strictSchema: 'log',
  strictTypes: false,
  strictTuples: false,
  allowMatchingProperties: true,
  logger: { log: () => {}, warn: refuse, error: refuse },
  code: {
    regExp: Object.assign((pattern: string) => compilePattern(pattern, 'schema', 'ECMA-262'), {
      code: 'compilePattern',
    }),
  },
}

function refuse(message: string): void {
  if (!harmless.test(message)) throw new Error(message)
}

/** The standard's own schema of schemas, as Ajv comes. */
const ofSchemas = new Ajv2020({ logger: false })

/**
 * Ajv for one schema, mended where it and the standard differ. Throws Error for a schema that is none.
 * @param more what is made of errors
 */
export function createAjv(schema: AnySchema, more: Options): Ajv2020 {
  if (!ofSchemas.validateSchema(schema)) throw new Error(ofSchemas.errorsText(ofSchemas.errors, { dataVar: 'schema' }))
  // Names such as `constructor` are there in every object, and asking each record for its own takes time.
  const ownProperties = saysNameOfAll(schema)
  const ajv = new Ajv2020({ ...options, ...more, ownProperties, meta: false, validateSchema: false })
  // To note what was evaluated takes time from every schema, and not each of Ajv's ways to do it is sound.
  const asksForUnevaluated = /"unevaluated(?:Items|Properties)"/.test(JSON.stringify(schema))
  ajv.opts.unevaluated = asksForUnevaluated
  ajvFormats.default(ajv)
  for (const [name, validate] of Object.entries(formats)) ajv.addFormat(name, { type: 'string', validate })
  ajv.addKeyword('$anchor')
  const usual = (keyword: string) => ajv.getKeyword(keyword) as CodeKeywordDefinition
  for (const { before, ...definition } of mended(usual, asksForUnevaluated)) {
    ajv.removeKeyword(definition.keyword as string)
    ajv.addKeyword({ ...definition, ...(before && { before }) } as CodeKeywordDefinition)
  }
  return ajv
}

/** Whether it speaks of a field that every object has from its prototype. */
function saysNameOfAll(schema: unknown): boolean {
  if (typeof schema === 'string') return schema in Object.prototype
  if (typeof schema !== 'object' || schema === null) return false
  return Object.entries(schema).some(([key, value]) => key in Object.prototype || saysNameOfAll(value))
}
