import Type from 'typebox'
import { Diagnosis } from '../diagnosis.ts'
import { withHeaders } from './answer-headers.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

const Dependency = Type.Object({
  name: Type.String(),
  state: Type.Enum(['up', 'down']),
  ms: Type.Number({ description: 'How long the answer took' }),
})

const Readiness = Type.Object(
  {
    ready: Type.Boolean(),
    dependencies: Type.Array(Dependency),
    draining: Type.Optional(
      Type.Literal(true, { description: 'It is about to end: it serves what comes, and wants no more' }),
    ),
  },
  {
    examples: [
      {
        ready: false,
        dependencies: [
          { name: 'postgresql', state: 'up', ms: 2 },
          { name: 'redis', state: 'down', ms: 1000 },
        ],
      },
    ],
  },
)

export const systemRoutes = {
  'GET /health': {
    operationId: 'checkHealth',
    tag: 'system',
    summary: 'The process is alive',
    answers: {
      200: Type.Object({
        status: Type.Literal('alive'),
        sessions: Type.Enum(['https', 'any'], {
          description:
            'What a browser keeps a session over: `https`, and plain HTTP to its own machine; or `any`, where cookies are not `Secure`',
        }),
      }),
    },
    quiet: true,
    light: true,
  },
  'GET /ready': {
    operationId: 'checkReadiness',
    tag: 'system',
    summary: 'Every dependency answers, and the gateway stays',
    description:
      'A proxy or a readiness probe that sees the status alone asks with `exclude=postgresql,redis`: without one of them all gateways would be taken out at once, though each still answers, and takes runs without Redis.',
    query: Type.Object(
      {
        exclude: Type.Optional(
          Type.String({
            pattern: '^(postgresql|redis)(,(postgresql|redis))?$',
            description: 'Dependencies not to ask, separated by commas',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: {
      200: Readiness,
      503: { ...Readiness, description: 'At least one dependency is down, or the gateway is about to end' },
    },
    quiet: true,
    light: true,
  },
  'GET /api/system/diagnosis': {
    operationId: 'diagnoseSystem',
    tag: 'system',
    summary: 'What is wrong with the system, and how to mend it',
    description:
      'What this gateway finds out about itself, PostgreSQL, Redis, the server for mails, and all gateways and workers that live. It looks once in five seconds at most, whoever asks. `syndicate doctor` adds what is seen from outside.',
    answers: { 200: refTo(Diagnosis) },
    needs: 'administer',
  },
  'GET /metrics': {
    operationId: 'readMetrics',
    tag: 'system',
    summary: 'Figures for Prometheus',
    description: 'For whoever has the token this gateway was started with (`METRICS_TOKEN`). Without one it is closed.',
    answers: {
      200: {
        description: 'Prometheus text format',
        content: {
          'text/plain': {
            schema: Type.String(),
            example: '# TYPE syndicate_broker_up gauge\nsyndicate_broker_up 1\n',
          },
        },
      },
    },
    needs: 'metrics',
    quiet: true,
    light: true,
  },
  'GET /api/js/client.min.js': {
    operationId: 'readClientScript',
    tag: 'system',
    summary: 'The client for browsers, an ES module',
    answers: {
      200: withHeaders(
        {
          description: 'Compressed as the browser likes it; changes with its `ETag` alone',
          content: { 'text/javascript': { schema: { type: 'string', examples: ['export { createClient }'] } } },
        },
        'ETag',
      ),
      304: withHeaders({ description: 'The browser has it already', type: 'null' }, 'ETag'),
    },
    needs: 'nothing',
    kept: true,
    light: true,
    problems: ['unavailable'],
  },
} as const satisfies RouteTable
