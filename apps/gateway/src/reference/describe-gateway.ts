import { resolve } from 'node:path'
import { createBroker } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import { loadConfig } from '@syndicate/config'
import { createRunContext, limitsOf } from '@syndicate/runs'
import { buildApp } from '../app.ts'

/** Nothing answers there, and nothing is asked: routes are described without being called. */
const nowhere = '127.0.0.1:1'

interface ApiDocument {
  file: string
  text: string
}

interface DescribedGateway {
  /** The documents as this gateway serves them. */
  documents: ApiDocument[]
  /** Every route it has, such as `GET /api/runs`; those of a HEAD beside a GET are not told. */
  routes: string[]
}

/** Describes a gateway with the project's own configuration. It needs no services. */
export async function describeGateway(): Promise<DescribedGateway> {
  const config = loadConfig({
    file: resolve(import.meta.dirname, '../../../../syndicate.yaml'),
    env: { NODE_ENV: 'test', JWT_SECRET: 'signs nothing, for nobody signs in here' },
  })
  const catalog = createCatalog({ url: `postgres://${nowhere}/nowhere`, schema: 'nowhere', poolSize: 1 })
  const broker = createBroker({ url: `redis://${nowhere}` })
  const runs = createRunContext({
    catalog,
    broker,
    limits: limitsOf(config.api.etl, config.api.limits),
    hashKey: '',
    performance: config.performance,
    onError: () => {},
  })
  const app = await buildApp({ config, catalog, broker, runs })
  try {
    const read = async (file: string, url: string) => {
      const answer = await app.inject(url)
      if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.body}`)
      return { file, text: `${JSON.stringify(answer.json(), null, 2)}\n` }
    }
    return {
      documents: [await read('openapi.json', '/docs/json'), await read('asyncapi.json', '/docs/asyncapi.json')],
      routes: routesOf(app.printRoutes({ commonPrefix: false })),
    }
  } finally {
    await app.close()
    await runs.executor.close()
    await broker.close()
    await catalog.close()
  }
}

/** Reads Fastify's drawing of its routes: a tree of parts of addresses, with methods where one ends. */
function routesOf(tree: string): string[] {
  const prefixes: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([\s│]*)[├└]── (\S+)(?: \(([^)]+)\))?$/.exec(line) ?? []
    const depth = indent.length / 4
    const url = (prefixes[depth - 1] ?? '') + part
    prefixes[depth] = url
    const named = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD')
    return named.map((method) => `${method} ${url}`)
  })
}
