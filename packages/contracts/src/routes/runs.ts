import Type from 'typebox'
import { Id } from '../id.ts'
import { Run } from '../run.ts'
import { RunFilter, RunsReplay, RunsReplayDryRun, RunsReplayRequest } from '../runs-replay.ts'
import { RunsDealtWith, RunsDealtWithRequest } from '../runs-dealt-with.ts'
import { startAnswers, waitHeaders } from './accepted.ts'
import { withHeaders } from './answer-headers.ts'
import { defaulted, next, TextFilter, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** An id of another shape names no run, which is what the caller is told. */
const params = Type.Object({
  id: Type.String({
    maxLength: 64,
    description: 'Of a run; or how it begins, from eight hexadecimal digits on, where no other begins so',
  }),
})

const namedProblems = ['run-not-found', 'run-ambiguous'] as const

export const runRoutes = {
  'GET /api/runs': {
    operationId: 'listRuns',
    tag: 'runs',
    summary: 'List runs, newest first',
    description:
      'With `fold`, ten and more small runs that are alike are one entry, which says in `folded` what it stands for. ' +
      'A page looks at no more than some ten thousand runs. Where few of many are wanted it may be shorter than asked for, or empty; as long as `next` is not null, there is more to look at.',
    query: Type.Object(
      {
        ...RunFilter.properties,
        dataset: Type.Optional(TextFilter(64, 'Runs into this dataset; a key that may read some only has to name one')),
        mine: Type.Optional(Type.Enum(['true', 'false'], { description: 'Only those that the caller started' })),
        fold: Type.Optional(
          Type.Enum(['true', 'false'], {
            description: 'Makes one entry of small runs that are alike, such as those of telemetry',
          }),
        ),
        like: Type.Optional({ ...Id, description: 'Those that are one entry with this run where the list is folded' }),
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
    problems: namedProblems,
  },
  'POST /api/runs/:id/cancel': {
    operationId: 'cancelRun',
    tag: 'runs',
    summary: 'Stop a run wherever it is',
    params,
    answers: { 200: refTo(Run) },
    needs: 'operate',
    dataset: 'run',
    audit: 'run.cancel',
    problems: [...namedProblems, 'run-is-final'],
  },
  'POST /api/runs/:id/replay': {
    operationId: 'replayRun',
    tag: 'runs',
    summary: 'Run the same input again, as a new run',
    description:
      'By the recipe of the run that is replayed: what has been changed in the configuration since does not count. Upload the input again to have it go through the pipeline as it is now.',
    params,
    headers: waitHeaders,
    answers: startAnswers,
    needs: 'operate',
    dataset: 'run',
    lasting: true,
    audit: 'run.replay',
    problems: [
      ...namedProblems,
      'nothing-to-replay',
      'input-reclaimed',
      'dataset-taken',
      'dataset-mode-conflict',
      'dataset-key-conflict',
      'too-many-runs',
      'too-many-bytes',
      'overloaded',
    ],
  },
  'POST /api/runs/replay': {
    operationId: 'replayRuns',
    tag: 'runs',
    summary: 'Run the same inputs again, of many runs that came to nothing',
    description:
      'Each as a new run, by the recipe it had, oldest first, at most 200 a request. Taken are runs that were rejected, failed or cancelled, whose input is kept and has not been run again since: asking twice replays nothing twice. Of every other it is said why it was left. A filter looks at the newest 20,000 of the runs it is about, and `more` says that there are others: `until` chooses those. With `dryRun`, only says what would be taken.',
    body: refTo(RunsReplayRequest),
    answers: {
      202: { ...refTo(RunsReplay), description: 'The new runs are durable and under way' },
      200: { ...refTo(RunsReplayDryRun), description: 'What would be taken' },
    },
    needs: 'operate',
    dataset: 'selection',
    audit: 'run.replay',
    problems: ['too-many-runs', 'too-many-bytes', ...wideProblems],
  },
  'POST /api/runs/deal-with': {
    operationId: 'dealWithRuns',
    tag: 'runs',
    summary: 'Mark runs that came to nothing, or refused records, as dealt with',
    description:
      'They and what they refused stay as they are, and are no longer found among those that want attention (`dealtWith=false`). At most 10,000 runs a request; a filter looks at the newest 20,000 of the runs it is about.',
    body: refTo(RunsDealtWithRequest),
    answers: { 200: refTo(RunsDealtWith) },
    needs: 'operate',
    dataset: 'selection',
    audit: 'run.deal-with',
    problems: wideProblems,
  },
  'POST /api/runs/reopen': {
    operationId: 'reopenRuns',
    tag: 'runs',
    summary: 'Take it back that runs are dealt with',
    body: refTo(RunsDealtWithRequest),
    answers: { 200: refTo(RunsDealtWith) },
    needs: 'operate',
    dataset: 'selection',
    audit: 'run.reopen',
    problems: wideProblems,
  },
} as const satisfies RouteTable
