import type { App } from '../../app-type.ts'
import { preferredType } from '../../http/accepts.ts'

const places = {
  '/docs': 'API reference (OpenAPI 3.1)',
  '/health': 'Is it alive',
  '/ready': 'Does every dependency answer',
  '/metrics': 'Figures for Prometheus',
  '/api/auth/login': 'Sign in (POST)',
  '/api/runs': 'Runs (after signing in)',
  '/api/registry': 'Datasets (after signing in)',
  '/ws/telemetry': 'Live events over WebSocket (after signing in)',
}

const links = Object.entries(places).map(([path, what]) => `<li><a href="${path}">${path}</a> ${what}</li>`)
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Syndicate</title>
<h1>Syndicate</h1><p>An ETL service that accounts for every record.</p>
<ul>
${links.join('\n')}
</ul></html>
`

/** Says what is where: a page for people, JSON for programs. */
export function home(app: App): void {
  app.get('/', { schema: { hide: true }, config: { unlimited: true } }, async (request, reply) => {
    reply.header('vary', 'accept')
    if (preferredType(request.headers.accept, ['application/json', 'text/html']) === 'text/html') {
      return reply.type('text/html; charset=utf-8').send(page)
    }
    return { name: 'Syndicate', places }
  })
}
