import type { ProblemCode } from '@syndicate/contracts'
import type { RouteOptions } from 'fastify'
import { isChange } from '../auth/admission/refuse-cross-site.ts'

/** The last one while the gateway stops, too. */
const always: ProblemCode[] = [
  'validation-failed',
  'url-too-long',
  'unsupported-encoding',
  'internal-error',
  'unavailable',
]
const ofChanges: ProblemCode[] = ['origin-refused']
const ofBodies: ProblemCode[] = [
  'malformed-body',
  'empty-input',
  'upload-incomplete',
  'input-too-large',
  'unsupported-media-type',
  'too-many-uploads',
  'overloaded',
]
const ofCallers: ProblemCode[] = ['not-authenticated', 'invalid-key', 'too-many-requests']

/** Every code a route may be answered with: those of its kind, and its own in `config.problems`. */
export function refusalsOf({ method, url, config = {} }: RouteOptions): ProblemCode[] {
  const { needs = 'nothing', guardsForgery, problems = [] } = config
  const known = needs !== 'nothing'
  const changes = [method].flat().some(isChange)
  return [
    ...always,
    ...(url.includes(':') ? (['route-not-found'] as const) : []),
    ...(changes ? [...ofChanges, ...ofBodies] : []),
    ...(known ? ofCallers : (['too-many-requests'] as const)),
    ...(known && changes && !guardsForgery ? (['csrf-failed'] as const) : []),
    ...(known && needs !== 'known' ? (['forbidden'] as const) : []),
    ...problems,
  ]
}
