import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import type { App } from '../app-type.ts'
import { packedFile } from '../http/answers/packed-file.ts'
import { sendFile, type ServedFile } from '../http/answers/served-file.ts'
import { referenceStyle } from './reference-style.ts'
import { telemetryProtocol } from './telemetry-protocol.ts'

/** Swagger UI as the package brings it. Its own routes would read and compress a megabyte for whoever asks. */
const folder = join(dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui'))), 'static')

const policy = [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self' data:",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
].join('; ')

/** @param base the path below which all is served; empty for none */
const pageBelow = (base: string) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Syndicate</title>
<link rel="stylesheet" href="${base}/docs/static/swagger-ui.css">
<link rel="stylesheet" href="${base}/docs/static/reference.css">
<link rel="icon" type="image/png" href="${base}/docs/static/favicon-32x32.png" sizes="32x32">
<script src="${base}/docs/static/theme.js"></script>
</head>
<body>
<header class="bar">
<a class="home" href="${base}/">Syndicate</a>
<nav aria-label="Elsewhere">
<a href="${base}/">Back to the console</a>
<a href="${base}/docs/json">OpenAPI as JSON</a>
<a href="${base}/docs/yaml">as YAML</a>
<a href="${base}/docs/asyncapi.json">The WebSocket, as AsyncAPI</a>
</nav>
</header>
<main id="swagger-ui"><p class="loading" role="status">Loading …</p></main>
<script src="${base}/docs/static/swagger-ui-bundle.js"></script>
<script src="${base}/docs/static/swagger-initializer.js"></script>
</body>
</html>
`

/** What was chosen in the console counts here as well, else what the system is set to. */
const theme = `try {
  const chosen = localStorage.getItem('theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {}
`

const initializerBelow = (base: string) => `window.onload = () => {
  SwaggerUIBundle({
    url: '${base}/docs/json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    validatorUrl: null,
  })
}
`

const json = 'application/json; charset=utf-8'
const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

type Addresses = Pick<Config['api']['connectivity'], 'basePath' | 'ws'>

/** What may be asked for, and how it is had: once, whoever asks first. */
function filesOf(app: App, { basePath, ws }: Addresses): Record<string, () => Promise<ServedFile>> {
  const text = (type: string, make: () => string) => once(async () => packedFile(type, Buffer.from(make())))
  const part = (type: string, name: string) => once(async () => packedFile(type, await readFile(join(folder, name))))
  const index = text('text/html; charset=utf-8', () => pageBelow(basePath))
  return {
    '/docs': index,
    '/docs/': index,
    '/docs/json': text(json, () => JSON.stringify(app.swagger())),
    '/docs/yaml': text('application/yaml; charset=utf-8', () => app.swagger({ yaml: true })),
    '/docs/asyncapi.json': text(json, () => JSON.stringify(telemetryProtocol(basePath + ws.path))),
    '/docs/static/swagger-initializer.js': text(script, () => initializerBelow(basePath)),
    '/docs/static/swagger-ui-bundle.js': part(script, 'swagger-ui-bundle.js'),
    '/docs/static/swagger-ui.css': part(style, 'swagger-ui.css'),
    '/docs/static/reference.css': text(style, () => referenceStyle),
    '/docs/static/theme.js': text(script, () => theme),
    '/docs/static/favicon-32x32.png': part('image/png', 'favicon-32x32.png'),
  }
}

/** Serves the API reference under /docs, and the documents it is made of, with the WebSocket protocol beside it. */
export function referencePages(app: App, addresses: Addresses): void {
  const files = filesOf(app, addresses)
  const options = { schema: { hide: true }, compress: false, config: { needs: 'nothing', light: true } } as const
  for (const [url, file] of Object.entries(files)) {
    app.get(url, options, async (request, reply) => {
      reply.header('content-security-policy', policy)
      return sendFile(await file(), 'no-cache', request, reply)
    })
  }
}

/** A file that cannot be had is asked for again. */
function once(make: () => Promise<ServedFile>): () => Promise<ServedFile> {
  let made: Promise<ServedFile> | undefined
  return () =>
    (made ??= make().catch((cause: unknown) => {
      made = undefined
      throw new ProblemError('unavailable', 'The API reference is not there', { cause })
    }))
}
