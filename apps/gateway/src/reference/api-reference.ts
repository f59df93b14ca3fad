import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { RouteOptions } from 'fastify'
import type { App } from '../app-type.ts'
import { completeDocument, type OpenApiDocument } from './complete-document.ts'
import { describeRoute } from './describe-route.ts'
import { introduction, securitySchemes, tags } from './introduction.ts'
import { telemetryProtocol } from './telemetry-protocol.ts'

/** Collects the routes registered after it into OpenAPI 3.1, and serves it under /docs, with the WebSocket protocol beside it. */
export async function apiReference(app: App, socketPath: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Syndicate',
        summary: 'An ETL service that accounts for every record',
        description: introduction,
        license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
        version: '0.1.0',
      },
      tags,
      components: { securitySchemes },
    },
    transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route as RouteOptions), url }),
    transformObject: (collected) =>
      'openapiObject' in collected
        ? (completeDocument(collected.openapiObject as unknown as OpenApiDocument) as object)
        : {},
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
  const protocol = telemetryProtocol(socketPath)
  app.get('/docs/asyncapi.json', { schema: { hide: true }, config: { unlimited: true } }, async () => protocol)
}
