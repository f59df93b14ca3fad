import Type, { type TSchema } from 'typebox'

interface AnswerHeader {
  description: string
  /** Present on every answer that names it. */
  required: boolean
  schema: { type: string; [keyword: string]: unknown }
  example: string | number
}

/** The headers of answers that mean something to a caller. An answer of a route that may carry others is wrong. */
export const answerHeaders = {
  Location: {
    description: 'The address of the run, or where a browser goes on to sign in',
    required: true,
    schema: { type: 'string', pattern: '^(/api/runs/[0-9a-f-]{36}|https?://[^\\s]+)$' },
    example: '/api/runs/019b7c1e-5a00-7000-8000-0123456789ab',
  },
  'X-ETL-Time': {
    description: 'How long it took until the run was durable, in milliseconds',
    required: true,
    schema: { type: 'number', minimum: 0 },
    example: 3.4,
  },
  'X-Login-Time': {
    description: 'How long signing in took, in milliseconds',
    required: true,
    schema: { type: 'number', minimum: 0 },
    example: 21.7,
  },
  'Preference-Applied': {
    description: 'The preference that was followed (RFC 7240)',
    required: true,
    schema: { type: 'string', pattern: '^wait=\\d+$' },
    example: 'wait=10',
  },
  'X-Dataset-Version': {
    description: 'The version that was read, which a cursor keeps to',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 7,
  },
  'X-Unanswered': {
    description: 'Of how many records of this page `where` is neither true nor false, where there are any',
    required: false,
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  'X-Unanswered-Reason': {
    description: 'Why, of the first of them, percent-encoded',
    required: false,
    schema: { type: 'string', pattern: '^[!-~]+$', maxLength: 2000 },
    example: 'No%20such%20key%3A%20cpuu',
  },
  Link: {
    description: 'The next page, where there is one: `<…>; rel="next"` (RFC 8288)',
    required: false,
    schema: { type: 'string', pattern: '^</[^>]*>; rel="next"$' },
    example: '</api/runs?cursor=MQ&limit=50>; rel="next"',
  },
  'Set-Cookie': {
    description:
      '`gsession` (the session, HttpOnly) and `csrfToken` (for scripts to read), both Secure and SameSite=Strict; signing in ' +
      'also gives `gdevice`; on the way to a provider and back, `goidc-…`, one for each sign-in (SameSite=Lax)',
    required: true,
    schema: { type: 'string' },
    example: 'csrfToken=0f3a…; Max-Age=3600; Path=/; Secure; SameSite=Strict',
  },
  ETag: {
    description: 'Names what was sent: with `If-None-Match` and the same, the answer is 304',
    required: true,
    schema: { type: 'string', pattern: '^(W/)?"[^"]+"$' },
    example: '"9f86d081884c7d65"',
  },
  RateLimit: {
    description: 'What is left of the limit, and seconds until there is more (draft-ietf-httpapi-ratelimit-headers)',
    required: true,
    schema: { type: 'string', pattern: '^"(user|key|person|address)";r=\\d+;t=\\d+$' },
    example: '"user";r=99;t=60',
  },
  'RateLimit-Policy': {
    description: 'The limit: so many requests in so many seconds, by user, by key, by person or by address',
    required: true,
    schema: { type: 'string', pattern: '^"(user|key|person|address)";q=\\d+;w=60$' },
    example: '"user";q=100;w=60',
  },
  'Retry-After': {
    description: 'When it is worth trying again, in seconds',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'WWW-Authenticate': {
    description: 'How to say who you are',
    required: true,
    schema: { type: 'string', pattern: '^(Cookie|Bearer) realm="syndicate"' },
    example: 'Bearer realm="syndicate", error="invalid_token"',
  },
} as const satisfies Record<string, AnswerHeader>

export type AnswerHeaderName = keyof typeof answerHeaders

/** For an answer's schema: the headers it comes with. The API reference fills in what they mean. */
export function withHeaders<S extends object>(schema: S, ...names: AnswerHeaderName[]): S {
  return { ...schema, headers: Object.fromEntries(names.map((name) => [name, {}])) }
}

/** The answers of a route that is `revalidated`. */
export function revalidated<S extends TSchema>(schema: S, ...names: AnswerHeaderName[]) {
  return {
    200: withHeaders(schema, 'ETag', ...names),
    304: withHeaders(Type.Null({ description: 'The caller has it already' }), 'ETag'),
  }
}
