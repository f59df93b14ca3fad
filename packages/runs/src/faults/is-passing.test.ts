import { ProblemError } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { Interrupted } from './interrupted.ts'
import { PassingError } from './passing-error.ts'
import { isPassing } from './is-passing.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

test.each([
  coded('ECONNREFUSED'),
  coded('CONNECTION_CLOSED'),
  coded('EMFILE'),
  coded('ENETDOWN'),
  coded('EADDRNOTAVAIL'),
  coded('ENOBUFS'),
  coded('EHOSTDOWN'),
  coded('ECONNABORTED'),
  coded('EAI_FAIL'),
  coded('28P01'),
  coded('28000'),
  coded('3D000'),
  coded('53100'),
  coded('57P01'),
  coded('40001'),
  new Error('OOM command not allowed when used memory > maxmemory.'),
  new Error('MISCONF Redis is configured to save RDB snapshots'),
  new Error('NOAUTH Authentication required.'),
  new Error('WRONGPASS invalid username-password pair or user is disabled.'),
  new Error('Command aborted due to connection close'),
  new Error("Stream isn't writeable and enableOfflineQueue options is false"),
  new ProblemError('unavailable'),
  new Interrupted(new Error('EAGAIN')),
  new PassingError('told by a thread'),
])('%s may be gone the next time', (error) => {
  expect(isPassing(error)).toBe(true)
})

test.each([
  coded('57014'),
  coded('3F000'),
  coded('42501'),
  coded('53400'),
  coded('58030'),
  coded('22003'),
  coded('23505'),
  new Error('Chunk 3 is not what was stored'),
  new ProblemError('malformed-input'),
  'a text',
])('%s would come again', (error) => {
  expect(isPassing(error)).toBe(false)
})
