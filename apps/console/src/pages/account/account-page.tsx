import { session } from '../../data/session.ts'
import { Facts } from '../../parts/facts.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'

export function AccountPage() {
  const who = session.value
  return (
    <Page title="Your account">
      <div class="columns">
        <Section title="You" sheet>
          {who && (
            <Facts
              facts={[
                ['User name', who.username],
                ['Role', who.role],
                ['Signs in', who.source === 'oidc' ? 'at the identity provider' : 'with a password'],
                [
                  'This session',
                  <>
                    ends <When at={who.expiresAt} /> unless it is used
                  </>,
                ],
              ]}
            />
          )}
        </Section>
        {who?.source === 'local' && (
          <Section title="Change your password" sheet>
            <PasswordForm />
          </Section>
        )}
      </div>
      <Sessions />
    </Page>
  )
}
