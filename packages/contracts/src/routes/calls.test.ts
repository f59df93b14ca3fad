import { expectTypeOf, test } from 'vitest'
import type { QuarantineDryRun, QuarantineReplay } from '../quarantine-replay.ts'
import type { AcceptedRun, Run } from '../run.ts'
import type { AnswerTo, QueryOf, RequestTo } from './calls.ts'

// The compiler is what fails here: `pnpm verify` asks it.

test('an answer is what the route says, and 202 where it says more than one', () => {
  expectTypeOf<AnswerTo<'GET /api/runs/:id'>>().toEqualTypeOf<Run>()
  expectTypeOf<AnswerTo<'POST /api/etl/start'>>().toEqualTypeOf<AcceptedRun>()
  expectTypeOf<AnswerTo<'POST /api/etl/start', 200>>().toEqualTypeOf<Run>()
  expectTypeOf<AnswerTo<'POST /api/quarantine/replay'>>().toEqualTypeOf<QuarantineReplay>()
  expectTypeOf<AnswerTo<'POST /api/quarantine/replay', 200>>().toEqualTypeOf<QuarantineDryRun>()
  expectTypeOf<AnswerTo<'DELETE /api/keys/:id'>>().toEqualTypeOf<undefined>()
})

test('an answer that may be text is told as what it is as JSON', () => {
  expectTypeOf<AnswerTo<'GET /api/registry/:dataset/records'>['records']>().toEqualTypeOf<unknown[]>()
})

test('a request has the parts its route has, and may leave out what is optional or has a default', () => {
  expectTypeOf<RequestTo<'GET /api/runs/:id'>>().toEqualTypeOf<{ params: { id: string } }>()
  expectTypeOf<RequestTo<'GET /api/runs'>>().toEqualTypeOf<{ query?: QueryOf<'GET /api/runs'> | undefined }>()
  expectTypeOf<QueryOf<'GET /api/runs'>['limit']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<QueryOf<'GET /api/telemetry'>>().toExtend<{ topic: string; since?: number | undefined }>()
  expectTypeOf<QueryOf<'POST /api/etl/upload'>['pipeline']>().toEqualTypeOf<string>()
})
