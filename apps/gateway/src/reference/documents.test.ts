import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import asyncApiSchemas from '@asyncapi/specs'
import { problems, routes as contract } from '@syndicate/contracts'
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { consolePaths } from '../routes/system/console.ts'
import type { OpenApiDocument } from './complete-document.ts'
import { describeGateway } from './describe-gateway.ts'

/** Pages for people, and what they load; the queue board describes itself. */
const undescribed = [/^GET \/assets\//, /^GET \/docs/, /^GET .*\.map$/, /^\w+ \/admin\/queues/]

interface AsyncApiDocument {
  channels: object
  components: { messages: Record<string, { payload: object; summary: string; examples?: { payload: unknown }[] }> }
}

const { documents, routes } = await describeGateway()
const [openapi, asyncapi] = documents.map(({ text }) => JSON.parse(text) as unknown) as [
  OpenApiDocument,
  AsyncApiDocument,
]
const ajv = addFormats.default(new Ajv2020.default({ strict: false, validateFormats: true }))
ajv.addSchema({ ...openapi, $id: 'openapi' })

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, name: `${method} ${path}`, operation })),
)

/** A JSON Pointer as a URI fragment. */
const pointer = (...parts: string[]) =>
  parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

test.each(documents)('docs/$file is what a gateway serves (pnpm api:export writes it)', ({ file, text }) => {
  const kept = readFileSync(resolve(import.meta.dirname, '../../../../docs', file), 'utf8')
  expect(JSON.parse(kept)).toEqual(JSON.parse(text))
  expect(kept === text, 'in the same order').toBe(true)
})

test('openapi.json is OpenAPI 3.1 and names no machine', async () => {
  const result = await new Validator().validate(documents[0]!.text)
  expect(result.errors).toBeUndefined()
  expect(result.valid).toBe(true)
  expect(openapi.openapi).toMatch(/^3\.1\./)
  expect(openapi['servers']).toBeUndefined()
})

test('asyncapi.json is AsyncAPI 3.0 and names no machine', () => {
  const schema = asyncApiSchemas.schemasWithoutId['3.0.0'] as object
  const draft7 = addFormats.default(new Ajv.default({ strict: false, unicodeRegExp: false }))
  const validate = draft7.compile(schema)
  expect(validate(asyncapi) ? [] : validate.errors).toEqual([])
  expect(asyncapi).not.toHaveProperty('servers')
})

test('every route is described, and nothing else', () => {
  const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  const expected = routes
    .filter((route) => !undescribed.some((pattern) => pattern.test(route)))
    .filter((route) => !consolePaths.includes(route.replace('GET ', '')))
    .map((route) => route.replace(/:(\w+)/g, '{$1}'))
  expect(described.toSorted()).toEqual(expected.toSorted())
  expect(described.length).toBeGreaterThan(30)
})

test('every route of the contract is served', () => {
  expect(Object.keys(contract).filter((route) => !routes.includes(route))).toEqual([])
})

test('every operation says what it is, and what its parameters are', () => {
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(operations.length)
  for (const { name, operation } of operations) {
    const {
      summary,
      tags,
      parameters = [],
    } = operation as unknown as {
      summary?: string
      tags?: string[]
      parameters?: { name: string; description?: string }[]
    }
    expect(summary, name).toMatch(/\w{3}/)
    expect(tags, name).toHaveLength(1)
    expect(parameters.filter(({ description }) => !description).map((each) => `${name} ${each.name}`)).toEqual([])
  }
})

test('every body and every answer has an example, and every example is valid', () => {
  const media = operations.flatMap(({ path, method, name, operation }) => [
    ...Object.keys(operation.requestBody?.content ?? {}).map((type) => ({
      name,
      at: ['paths', path, method, 'requestBody', 'content', type],
      media: operation.requestBody!.content[type]!,
    })),
    ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
      // Those of problems are checked below.
      Object.keys(content)
        .filter((type) => !type.includes('problem'))
        .map((type) => ({
          name: `${name} ${status}`,
          at: ['paths', path, method, 'responses', status, 'content', type],
          media: content[type]!,
        })),
    ),
  ])
  expect(media.length).toBeGreaterThan(40)
  for (const { name, at, media: each } of media) {
    expect(each.example, name).toBeDefined()
    const validate = ajv.compile({ $ref: `openapi#/${pointer(...at, 'schema')}` })
    expect([name, validate(each.example) ? [] : validate.errors]).toEqual([name, []])
  }
})

test('every example of a schema is valid', () => {
  const objects = Object.entries(openapi.components.schemas).filter(([, { type }]) => type === 'object')
  for (const [name, { examples = [] }] of objects) {
    expect(examples, name).not.toEqual([])
    for (const example of examples) {
      const validate = ajv.compile({ $ref: `openapi#/components/schemas/${name}` })
      expect([name, validate(example) ? [] : validate.errors]).toEqual([name, []])
    }
  }
})

test('a refusal names the codes it may have, each with the status the contract gives it', () => {
  const { responses = {} } = openapi.components
  for (const [name, { content = {} }] of Object.entries(responses)) {
    const { schema } = content['application/problem+json']!
    const codes = schema!.properties!['code']!.enum as (keyof typeof problems)[]
    expect(codes.map((code) => problems[code].status)).toEqual(codes.map(() => Number(name.split('.')[0])))
  }
  for (const { name, operation } of operations) expect(operation.responses, name).toHaveProperty('500')
})

test('every message is described, with an example that is valid', () => {
  const { messages } = asyncapi.components
  expect(Object.keys(messages)).toEqual(
    'SUBSCRIBE UNSUBSCRIBE TELEMETRY WELCOME SUBSCRIBED UNSUBSCRIBED EVENT HEARTBEAT ACK GAP ERROR'.split(' '),
  )
  for (const [name, { payload, summary, examples = [] }] of Object.entries(messages)) {
    expect(summary, name).toMatch(/\w{3}/)
    expect(examples, name).not.toEqual([])
    const validate = ajv.compile(payload)
    expect(examples.every((example) => validate(example.payload)) ? [] : validate.errors).toEqual([])
  }
})
