import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export interface JsonSchema {
  [keyword: string]: unknown
}

interface Media {
  schema?: JsonSchema
}

export interface Parameter {
  name: string
  in: 'query' | 'path' | 'header'
  required?: boolean
  schema: JsonSchema
}

export interface DescribedHeader {
  required: boolean
  schema: JsonSchema
}

export interface DescribedAnswer {
  headers: Record<string, DescribedHeader>
  content: Record<string, Media>
}

export interface Operation {
  /** Such as `GET /api/runs/{id}`. */
  name: string
  method: string
  path: string
  needs: string
  parameters: Parameter[]
  /** By media type. */
  body: Record<string, Media> | undefined
  answers: Map<number, DescribedAnswer>
}

interface Reference {
  $ref?: string
}

type Written<T> = T & Reference

interface WrittenAnswer {
  headers?: Record<string, Written<DescribedHeader>>
  content?: Record<string, Media>
}

interface WrittenOperation {
  'x-needs': string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Written<WrittenAnswer>>
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, '../../docs', file), 'utf8')) as T
}

const document = read<{ paths: Record<string, Record<string, WrittenOperation>>; components: object }>('openapi.json')
const protocol = read<{ components: { messages: Record<string, { payload: JsonSchema }> } }>('asyncapi.json')

const ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: false }))
ajv.addSchema({ $id: 'openapi', components: document.components })

/** What a JSON Pointer of the document points to. */
function resolved<T extends object>(written: Written<T>): T {
  if (written.$ref === undefined) return written
  const steps = written.$ref.slice(2).split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document) as T
}

/** A schema itself, where it was a reference. */
export function resolvedSchema(schema: JsonSchema): JsonSchema {
  return resolved(schema as Written<JsonSchema>)
}

export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, written]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    needs: written['x-needs'],
    parameters: written.parameters ?? [],
    body: written.requestBody?.content,
    answers: new Map(
      Object.entries(written.responses).map(([status, each]) => [Number(status), describedAnswer(resolved(each))]),
    ),
  })),
)

function describedAnswer({ headers = {}, content = {} }: WrittenAnswer): DescribedAnswer {
  const described = Object.entries(headers).map(([name, each]) => [name.toLowerCase(), resolved(each)] as const)
  return { headers: Object.fromEntries(described), content }
}

/** The schemas of the messages of the WebSocket protocol, by type. */
export const messages: Record<string, JsonSchema> = Object.fromEntries(
  Object.entries(protocol.components.messages).map(([type, { payload }]) => [type, payload]),
)

const compiled = new WeakMap<JsonSchema, ReturnType<typeof ajv.compile>>()

/** What keeps a value from fitting a schema of the document, in words; null when it fits. */
export function misfit(schema: JsonSchema, value: unknown): string | null {
  let validate = compiled.get(schema)
  if (!validate) compiled.set(schema, (validate = ajv.compile(absolute(schema) as JsonSchema)))
  return validate(value) ? null : ajv.errorsText(validate.errors)
}

/** References say where in the document they point; a schema compiled by itself has to say in which. */
function absolute(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(absolute)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === '$ref' && typeof value === 'string' ? `openapi${value}` : absolute(value),
    ]),
  )
}
