import Type from 'typebox'
import { Run, RunState } from '../run.ts'
import { startAnswers, waitHeaders } from './accepted.ts'
import { withHeaders } from './answer-headers.ts'
import { defaulted, next, TextFilter, TimeFilter, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** An id of another shape names no run, which is what the caller is told. */
const params = Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a run' }) })

export const runRoutes = {
  'GET /api/runs': {
    operationId: 'listRuns',
    tag: 'runs',
    summary: 'List runs, newest first',
    description:
      'A page looks at no more than some ten thousand runs. Where few of many are wanted it may be shorter than asked for, or empty; as long as `next` is not null, there is more to look at.',
    query: Type.Object(
      {
        state: Type.Optional({ ...RunState, description: 'Runs in this state' }),
        pipeline: Type.Optional(TextFilter(64, 'Runs of this pipeline')),
        dataset: Type.Optional(TextFilter(64, 'Runs into this dataset; a key that may read some only has to name one')),
        since: Type.Optional({ ...TimeFilter, description: 'Accepted then or later' }),
        until: Type.Optional({ ...TimeFilter, description: 'Accepted before' }),
        q: Type.Optional(TextFilter(200, 'Looked for in the id, the names and the error')),
        limit: defaulted(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'How many at most' })),
        cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
      },
      { additionalProperties: false },
    ),
    answers: { 200: withHeaders(Type.Object({ runs: Type.Array(refTo(Run)), next }), 'Link') },
    needs: 'read',
    dataset: 'query',
    problems: wideProblems,
  },
  'GET /api/runs/:id': {
    operationId: 'showRun',
    tag: 'runs',
    summary: 'Show a run: its state, its books and its stages',
    params,
    answers: { 200: refTo(Run) },
    needs: 'read',
    dataset: 'run',
    problems: ['run-not-found'],
  },
  'POST /api/runs/:id/cancel': {
    operationId: 'cancelRun',
    tag: 'runs',
    summary: 'Stop a run wherever it is',
    params,
    answers: { 200: refTo(Run) },
    needs: 'operate',
    audit: 'run.cancel',
    problems: ['run-not-found', 'run-is-final'],
  },
  'POST /api/runs/:id/replay': {
    operationId: 'replayRun',
    tag: 'runs',
    summary: 'Run the same input again, as a new run',
    params,
    headers: waitHeaders,
    answers: startAnswers,
    needs: 'operate',
    lasting: true,
    audit: 'run.replay',
    problems: [
      'run-not-found',
      'nothing-to-replay',
      'input-reclaimed',
      'dataset-taken',
      'dataset-mode-conflict',
      'too-many-runs',
      'too-many-bytes',
      'overloaded',
    ],
  },
} as const satisfies RouteTable
