import Type, { type Static } from 'typebox'
import { auditKinds, auditOutcomes } from './words.ts'

export const AuditKind = Type.Enum(auditKinds)
export type AuditKind = Static<typeof AuditKind>

export const AuditOutcome = Type.Enum(auditOutcomes)
export type AuditOutcome = Static<typeof AuditOutcome>

const text = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: Type.String({ format: 'date-time' }),
    kind: AuditKind,
    outcome: AuditOutcome,
    code: text('Of the problem it was answered with'),
    userId: text('Who did it; null when nobody had signed in'),
    keyId: text('The API key that was used'),
    route: text('What was asked for: method and path, as this document names them'),
    target: text('The id or name of what it was done to'),
    version: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Of a pipeline that was applied or removed: its last version after that',
    }),
    address: text('Where the request came from'),
    agent: text(
      'What the client calls itself; of what no request asked for, the file that did, such as `file pipelines/orders.yaml`',
    ),
    times: Type.Integer({
      description:
        'How often, from `at` on. Like refusals of half a second are one entry; of many unlike ones at once, what they differ in is null',
    }),
  },
  {
    $id: 'AuditEntry',
    examples: [
      {
        id: '019b7c1e-5a00-7000-8000-0123456789ab',
        at: '2026-01-02T03:04:05.000Z',
        kind: 'run.cancel',
        outcome: 'refused',
        code: 'run-is-final',
        userId: '019b7c1e-5a00-7000-8000-0123456789ac',
        keyId: null,
        route: 'POST /api/runs/:id/cancel',
        target: '019b7c1e-5a00-7000-8000-0123456789ad',
        version: null,
        address: '192.0.2.7',
        agent: 'Mozilla/5.0',
        times: 1,
      },
    ],
  },
)
export type AuditEntry = Static<typeof AuditEntry>
