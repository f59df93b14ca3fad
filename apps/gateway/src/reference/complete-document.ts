import { answerHeaders, problems, type AnswerHeaderName, type ProblemCode } from '@syndicate/contracts'
import { exampleOf, type Schema } from './example-of.ts'

interface Media {
  schema?: Schema
  example?: unknown
  examples?: Record<string, unknown>
}

interface Answer {
  $ref?: string
  description?: string
  headers?: Record<string, unknown>
  content?: Record<string, Media>
}

interface Parameter {
  name: string
  required?: boolean
  schema: Schema
}

interface Operation {
  operationId?: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Answer>
  [extension: `x-${string}`]: unknown
}

export interface OpenApiDocument {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses?: Record<string, Answer>
    headers?: Record<string, unknown>
    examples?: Record<string, unknown>
  }
  [member: string]: unknown
}

/**
 * Completes what was collected from the routes: every problem with its codes and examples, headers with what they mean,
 * examples of answers. What many operations share is kept once; names are in order, so that a change shows as one.
 */
export function completeDocument(document: OpenApiDocument): OpenApiDocument {
  const { components } = document
  components.headers = answerHeaders
  components.examples = {}
  components.responses = {}
  for (const schema of Object.values(components.schemas)) requireNoDefaults(schema)
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    completeOperation(operation, components)
  }
  return {
    ...document,
    paths: sorted(document.paths),
    components: {
      ...components,
      schemas: sorted(components.schemas),
      examples: sorted(components.examples),
      responses: sorted(components.responses),
    },
  }
}

function completeOperation(operation: Operation, components: OpenApiDocument['components']): void {
  const { 'x-problems': codes = [], 'x-limited': limited } = operation
  delete operation['x-problems']
  delete operation['x-limited']
  for (const parameter of operation.parameters ?? []) parameter.required &&= parameter.schema.default === undefined
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (status === '101') continue
    if (answer.description === 'Default Response') answer.description = 'What was asked for'
    const names = Object.keys(answer.headers ?? {}) as AnswerHeaderName[]
    answer.headers = headersOf([...names, ...(limited ? (['RateLimit', 'RateLimit-Policy'] as const) : [])])
  }
  const media = [operation.requestBody, ...Object.values(operation.responses)]
  for (const each of media.flatMap((part) => Object.values(part?.content ?? {}))) giveExample(each, components.schemas)
  for (const [status, ofStatus] of byStatus(codes as ProblemCode[])) {
    const problem = sharedProblem(status, ofStatus, components)
    const own = operation.responses[status]
    if (own) own.content = { ...own.content, ...components.responses![problem.$ref!.split('/').at(-1)!]!.content }
    else operation.responses[status] = problem
  }
}

/** What has a default is there for whoever is asked, but need not be sent. */
function requireNoDefaults(schema: Schema): void {
  const { required, properties = {}, items } = schema
  if (required) schema.required = required.filter((name) => properties[name]?.default === undefined)
  for (const part of [...Object.values(properties), ...(items ? [items] : [])]) requireNoDefaults(part)
}

function giveExample(media: Media, schemas: Record<string, Schema>): void {
  if (!media.schema || media.example !== undefined || media.examples !== undefined) return
  const example = exampleOf(media.schema, (ref) => schemas[ref.split('/').at(-1)!])
  if (example !== undefined) media.example = example
}

function byStatus(codes: ProblemCode[]): Map<number, ProblemCode[]> {
  return Map.groupBy([...new Set(codes)].toSorted(), (code) => problems[code].status)
}

/** Named by its codes: operations refused for the same reasons share one. */
function sharedProblem(status: number, codes: ProblemCode[], components: OpenApiDocument['components']): Answer {
  const name = [status, ...codes].join('.')
  for (const code of codes) components.examples![code] = { value: exampleProblem(code) }
  components.responses![name] ??= {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join(' · '),
    headers: headersOf([
      ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
      ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ]),
    content: {
      'application/problem+json': {
        schema: {
          $ref: '#/components/schemas/Problem',
          properties: { status: { const: status }, code: { enum: codes } },
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  }
  return { $ref: `#/components/responses/${name}` }
}

function exampleProblem(code: ProblemCode) {
  const { status, title } = problems[code]
  return { type: `/problems/${code}`, title, status, code, instance: '019b7c1e-5a00-7000-8000-0123456789ab' }
}

function headersOf(names: AnswerHeaderName[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function sorted<T>(members: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
