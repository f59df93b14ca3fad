import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from '../app-type.ts'

const tags = [
  { name: 'auth', description: 'Sessions' },
  { name: 'users', description: 'People, for administrators' },
  { name: 'keys', description: 'API keys for programs' },
  { name: 'etl', description: 'Start runs' },
  { name: 'runs', description: 'Watch, cancel and replay runs' },
  { name: 'registry', description: 'Datasets and their records' },
  { name: 'quarantine', description: 'Records that a stage refused' },
  { name: 'audit', description: 'Who did what' },
  { name: 'telemetry', description: 'Live events' },
  { name: 'configuration', description: 'What is configured' },
  { name: 'system', description: 'Is it alive, and how is it doing' },
]

/** Collects the routes registered after it into OpenAPI 3.1, and serves it under /docs. */
export async function apiReference(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Syndicate', description: 'An ETL service that accounts for every record.', version: '0.1.0' },
      tags,
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'gsession' },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: 'X-CSRF-Token',
            description: 'Needed for every change on a session',
          },
          key: { type: 'http', scheme: 'bearer', description: 'An API key, for programs: no cookie, no CSRF token' },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // Over plain http that directive would send the page's own scripts to https.
    transformStaticCSP: (policy) => policy.replace(/;\s*upgrade-insecure-requests/, ''),
  })
}
