import { maxPasswordBytes, minPasswordLength, ProblemError } from '@syndicate/contracts'

let common: Promise<Set<string>> | undefined

/** Loaded when a password is first chosen: most processes never need the list. */
function commonPasswords(): Promise<Set<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].filter((each) => each.length >= minPasswordLength)),
  )
  return common
}

/** A longer one is refused before it is hashed. @throws ProblemError validation-failed */
export function refuseOversized(password: string): void {
  if (Buffer.byteLength(password) <= maxPasswordBytes) return
  throw new ProblemError('validation-failed', `A password may have at most ${maxPasswordBytes} bytes`)
}

/**
 * What a new password must be. It is taken as it is, never trimmed, folded or cut.
 * @throws ProblemError weak-password, validation-failed
 */
export async function checkPassword(password: string, username: string): Promise<void> {
  refuseOversized(password)
  if (Array.from(password).length < minPasswordLength)
    throw new ProblemError('weak-password', `A password needs at least ${minPasswordLength} characters`)
  const folded = password.toLowerCase()
  if (folded === username.toLowerCase()) throw new ProblemError('weak-password', 'The password is the user name')
  if ((await commonPasswords()).has(folded))
    throw new ProblemError('weak-password', 'The password is among the most common ones')
}
