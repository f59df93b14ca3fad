import type { ProblemCode } from '@syndicate/contracts'

const inWords: Partial<Record<ProblemCode, string>> = {
  'role-missing':
    'The identity provider knows you, and gives you no role here. Ask whoever runs this service to add you to a group that has one.',
  'email-refused': 'Your mail address is not verified, or not of a domain that may sign in here.',
  'user-disabled': 'You are disabled here. An administrator can enable you again.',
  'provider-unavailable': 'The identity provider does not answer at the moment. Try again in a while.',
  unavailable:
    'This service could not sign you in at the moment: something it needs does not answer. Try again in a while.',
  'internal-error':
    'This service could not sign you in, by a fault of its own, which its log has. Tell whoever runs it.',
  'too-many-requests': 'Too many sign-ins from your network have failed. Try again in a minute.',
}

/** What to tell somebody who came back from the provider refused; null for who was not. Only what is known here is said. */
export function refusedAtProvider(search = location.search): string | null {
  const code = new URLSearchParams(search).get('refused')
  if (code === null) return null
  return (
    (Object.hasOwn(inWords, code) ? inWords[code as ProblemCode] : undefined) ??
    'The identity provider did not sign you in, or it took too long. Try again.'
  )
}
