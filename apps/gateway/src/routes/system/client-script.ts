import { join } from 'node:path'
import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { loadBuiltFiles, sendBuiltFile } from '../../http/answers/built-files.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const built = join(import.meta.dirname, '../../../../../packages/client/dist')

const schema = {
  tags: ['system'],
  operationId: 'readClientScript',
  summary: 'The client for browsers, an ES module',
  response: {
    200: withHeaders(
      {
        description: 'Compressed as the browser likes it; changes with its `ETag` alone',
        content: { 'text/javascript': { schema: { type: 'string', examples: ['export { createClient }'] } } },
      },
      'ETag',
    ),
    304: withHeaders({ description: 'The browser has it already', type: 'null' }, 'ETag'),
  },
} as const

/** Serves what `pnpm build` made of packages/client. Without a build it says so, and looks again with the next request. */
export async function clientScript(app: App, { config, log }: Gateway, folder = built): Promise<void> {
  const cacheControl = `public, max-age=${config.api.client.cacheSeconds}`
  let files = await loadBuiltFiles(folder)
  if (!files) log.warn({ folder }, 'client.min.js is not built')

  for (const name of ['client.min.js', 'client.min.js.map']) {
    app.get(
      `/api/js/${name}`,
      {
        schema: name.endsWith('.map') ? { hide: true } : schema,
        compress: false,
        config: { needs: 'nothing', unlimited: true, problems: ['unavailable'] },
      },
      async (request, reply) => {
        files ??= await loadBuiltFiles(folder)
        const file = files?.get(name)
        if (!file) throw new ProblemError('unavailable', 'The client is not built here; `pnpm build` makes it')
        return sendBuiltFile(file, cacheControl, request, reply)
      },
    )
  }
}
