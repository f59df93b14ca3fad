import type { SignInMethods } from '@syndicate/contracts'
import { LinkButton } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { beginAt } from './begin-at.ts'

/** The way to the provider, and a word where it does not answer. @param alone there is no other way in */
export function AtProvider({ oidc, alone }: { oidc: NonNullable<SignInMethods['oidc']>; alone: boolean }) {
  return (
    <>
      {!oidc.available && (
        <Notice tone="warn" title={`${oidc.label} does not answer`}>
          {alone
            ? 'Nobody can sign in until it does. What runs here goes on, and so do API keys.'
            : 'Until it does, a user name and a password of this service are the way in.'}
        </Notice>
      )}
      <LinkButton kind={alone ? 'primary' : 'plain'} href={beginAt(oidc.start)}>
        {`Sign in with ${oidc.label}`}
      </LinkButton>
    </>
  )
}
