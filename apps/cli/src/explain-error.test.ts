import { ClientError } from '@syndicate/client'
import { problems, type ProblemCode } from '@syndicate/contracts'
import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { CliError } from './cli-error.ts'
import { explainError } from './explain-error.ts'

const here = () => ({ url: 'http://x', via: 'session' as const })
const refusal = (code: ProblemCode) => new ClientError({ code, ...problems[code] })

it.each([
  [refusal('not-authenticated'), 'notAllowed'],
  [refusal('wrong-credentials'), 'notAllowed'],
  [refusal('forbidden'), 'notAllowed'],
  [refusal('run-not-found'), 'notFound'],
  [refusal('unknown-pipeline'), 'notFound'],
  [refusal('version-reclaimed'), 'notFound'],
  [refusal('validation-failed'), 'wrongUse'],
  [refusal('weak-password'), 'wrongUse'],
  [refusal('run-is-final'), 'failed'],
  [refusal('internal-error'), 'failed'],
  [refusal('unavailable'), 'unavailable'],
  [refusal('too-many-requests'), 'unavailable'],
  [new ClientError({ code: 'run-not-found' }), 'notFound'],
  [new ClientError({ code: 'network' }), 'unavailable'],
  [new ClientError({ code: 'aborted' }), 'interrupted'],
  [new CliError('quarantined', 'x'), 'quarantined'],
  [new CommanderError(1, 'commander.unknownOption', 'error: unknown option'), 'wrongUse'],
  [new TypeError('a slip'), 'failed'],
])('%s ends with %s', (error, exit) => expect(explainError(error, here)?.exit).toBe(exit))

it('says nothing after help that was asked for', () => {
  expect(explainError(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), here)).toBeNull()
})

it('says where to raise the limit of a proxy that takes no bodies so large', () => {
  const byProxy = new ClientError({ code: 'http', status: 413 })
  expect(explainError(byProxy, here)).toMatchObject({ exit: 'wrongUse', hint: /client_max_body_size/ })
  expect(explainError(refusal('input-too-large'), here)).not.toHaveProperty('hint', expect.any(String))
})

it('names the innermost cause of a server that cannot be reached', () => {
  const cause = new Error('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') })
  expect(explainError(new ClientError({ code: 'network' }, cause), here)).toMatchObject({
    message: 'http://x cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
  })
})

it('lists the runs that may be meant as runs, not as faults of a field', () => {
  const errors = ['a', 'b'].map((id) => ({ path: '/params/id', message: id }))
  const ambiguous = new ClientError({ code: 'run-ambiguous', ...problems['run-ambiguous'], errors })
  expect(explainError(ambiguous, here)?.errors).toEqual([{ message: 'a' }, { message: 'b' }])
})
