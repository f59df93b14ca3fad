import { mostPlaces, ProblemError } from '@syndicate/contracts'
import { pointerOf, type Fault } from '@syndicate/definitions'

/** Tells a caller all that is wrong with pipelines, place by place of the request they came in. */
export function invalidPipeline(faults: readonly Fault[]): ProblemError {
  const errors = faults.slice(0, mostPlaces).map(({ path, expected, got }) => ({
    path: pointerOf(path),
    message: `expected ${expected}, got ${got}`,
    expected,
    got,
  }))
  const told = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new ProblemError('invalid-pipeline', told, { errors })
}
