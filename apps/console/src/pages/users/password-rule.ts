import type { FieldRule } from '../../data/faults-at.ts'

/** What a new password has to be. */
export const passwordRule: FieldRule = {
  takes: 'At least 8 characters, and at most 1,024 bytes.',
  codes: ['weak-password'],
}
