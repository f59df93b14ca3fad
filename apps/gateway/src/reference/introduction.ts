/** What is true of all routes, for the first page of the API reference. */
export const introduction = `
Send records, watch them go through a pipeline, read what was published and see what was refused. Records are never lost
without a word: of every run that ended, \`in = loaded + quarantined + duplicate + filtered\`.

**Who asks.** People sign in and have a session in a cookie; each change then carries the CSRF token as \`X-CSRF-Token\`. Programs
send a key as \`Authorization: Bearer …\`. \`x-needs\` says what a route needs: \`nothing\`; \`known\`, a session or a key; \`session\`, where
a key is not enough; \`metrics\`, the token that Prometheus has; or a right, which the role gives (\`read\`: viewer, \`start\` and \`operate\`: operator, \`administer\`: admin) and
a key's scopes may leave out.

**Errors** are \`application/problem+json\` (RFC 9457). Decide by \`code\`, which never changes its meaning; \`detail\` is for people.
What is no HTTP, comes too slowly (408) or with too long a header (431) is answered before any route is found, and an address
nobody knows with 404 \`route-not-found\`; a browser that asks for a page there is shown one that leads home.

**Limits** are counted by user (\`user\`), whatever sessions they have, and by key (\`key\`); all keys and sessions of one person together
(\`person\`) get no further with keys than one key may. Where nobody is known yet it is by address (\`address\`). \`RateLimit\` and \`RateLimit-Policy\`
tell what is left of the one that is nearest, on refusals too where they were counted; after 429 and 503 \`Retry-After\` tells when to come back.

**Pages.** A list gives \`next\` and a \`Link\` with \`rel="next"\`; the same question with that \`cursor\` gives the next page, until \`next\` is null.

**Answers** are compressed as \`Accept-Encoding\` asks, zstd first. Each GET can also be a HEAD, except where that would do work for nothing.

**Live events** come over a WebSocket, described in AsyncAPI at \`/docs/asyncapi.json\`, or by \`GET /api/telemetry\`.
`.trim()

export const tags = [
  { name: 'auth', description: 'Sessions' },
  { name: 'users', description: 'People, for administrators' },
  { name: 'keys', description: 'API keys for programs' },
  { name: 'etl', description: 'Start runs' },
  { name: 'runs', description: 'Watch, cancel and replay runs' },
  { name: 'registry', description: 'Datasets and their records' },
  { name: 'quarantine', description: 'Records that a stage refused' },
  { name: 'alerts', description: 'Who is told of what, and whether it arrived' },
  { name: 'audit', description: 'Who did what' },
  { name: 'telemetry', description: 'Live events' },
  { name: 'pipelines', description: 'What becomes of inputs: shown, made and changed' },
  { name: 'system', description: 'Is it alive, and how is it doing' },
]

export const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'gsession', description: 'Set by signing in' },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Needed for every change on a session, and the same in the cookie `csrfToken`',
  },
  metrics: { type: 'http', scheme: 'bearer', description: 'The token of `METRICS_TOKEN`, for Prometheus' },
  key: { type: 'http', scheme: 'bearer', description: 'An API key, for programs: no cookie, no CSRF token' },
} as const
