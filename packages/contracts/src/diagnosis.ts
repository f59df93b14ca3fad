import Type, { type Static } from 'typebox'
import { severities, stages } from './words.ts'

const redisEvicts = {
  code: 'redis-eviction',
  severity: 'error',
  what: 'Redis throws data away when it is full: maxmemory-policy is allkeys-lru',
  mend: 'CONFIG SET maxmemory-policy noeviction, and the same in its configuration',
}

/** One thing that was looked at, and how it is. */
export const Finding = Type.Object(
  {
    code: Type.String({ description: 'What was looked at; stays the same' }),
    severity: Type.Enum(severities),
    what: Type.String({ description: 'How it is' }),
    mend: Type.Optional(Type.String({ description: 'What to do about it' })),
  },
  { examples: [redisEvicts] },
)
export type Finding = Static<typeof Finding>
export type Severity = Finding['severity']

const LivingProcess = Type.Object({
  kind: Type.Enum(['gateway', 'worker']),
  version: Type.String(),
  host: Type.String({ description: 'The machine, as it calls itself' }),
  stages: Type.Array(Type.Enum(stages), { description: 'Those a worker takes jobs of' }),
  startedAt: Type.String({ format: 'date-time', description: 'By its own clock' }),
})

/** How a whole system is, as one of its gateways sees it. */
export const Diagnosis = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'When it was answered, by the clock of this gateway' }),
    findings: Type.Array(Finding, { description: 'Errors first, then warnings' }),
    processes: Type.Array(LivingProcess, { description: 'Gateways and workers that live' }),
  },
  {
    $id: 'Diagnosis',
    examples: [
      {
        at: '2026-01-02T03:04:05.000Z',
        findings: [redisEvicts],
        processes: [
          {
            kind: 'worker',
            version: '1.4.2',
            host: 'worker-2',
            stages: ['transform', 'load'],
            startedAt: '2026-01-02T01:00:00.000Z',
          },
        ],
      },
    ],
  },
)
export type Diagnosis = Static<typeof Diagnosis>
