import { version } from '@syndicate/contracts'
import swagger from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import type { App } from '../app-type.ts'
import { completeDocument, type OpenApiDocument } from './complete-document.ts'
import { describeRoute } from './describe-route.ts'
import { introduction, securitySchemes, tags } from './introduction.ts'

/**
 * Collects the routes registered after it into OpenAPI 3.1; `referencePages` serves it.
 * @param basePath below which they are found; empty for none
 */
export async function apiReference(app: App, basePath: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Syndicate',
        summary: 'An ETL service that accounts for every record',
        description: introduction,
        license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
        version,
      },
      ...(basePath !== '' && { servers: [{ url: basePath }] }),
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
}
