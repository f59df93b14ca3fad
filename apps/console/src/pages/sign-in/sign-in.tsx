import { useEffect, useRef, useState } from 'preact/hooks'
import { losesSessions } from '../../data/over-plain-http.ts'
import { session, signIn } from '../../data/session.ts'
import { signInMethods } from '../../data/sign-in-methods.ts'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failure, Notice } from '../../parts/notice.tsx'
import { AtProvider } from './at-provider.tsx'
import { PlainHttp } from './plain-http.tsx'
import { refusedAtProvider } from './refused-at-provider.ts'
import './sign-in.css'

/** @param expired somebody was signed in here, and goes on where they were */
export function SignIn({ expired }: { expired: boolean }) {
  const [username, setUsername] = useState(expired ? (session.value?.username ?? '') : '')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const action = useAction(() => signIn(username, password))
  // Nobody is asked for a password that would not let them in.
  const { data: loses = !isSecureContext, loading } = useAnswer(losesSessions, [])
  const [insists, insist] = useState(false)
  const asks = insists || (!loses && !(loading && !isSecureContext))
  // A server that does not say how takes passwords.
  const { data: methods, loading: waits } = useAnswer(signInMethods, [])
  const takesPassword = methods?.password ?? !waits
  const oidc = methods?.oidc
  const [refusal] = useState(refusedAtProvider)
  useEffect(() => {
    document.title = 'Sign in · Syndicate'
    form.current?.querySelector<HTMLInputElement>(expired && username ? '[type=password]' : 'input')?.focus()
  }, [asks, takesPassword])
  return (
    <main class="sign-in">
      <form
        ref={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          action.run()
        }}
      >
        <header>
          <p class="sign-in-name">Syndicate</p>
          <h1>Sign in</h1>
        </header>
        {expired && <Notice title="Your session has ended">Sign in again to go on where you were.</Notice>}
        {refusal !== null && (
          <Notice tone="bad" title="You are not signed in">
            {refusal}
          </Notice>
        )}
        <PlainHttp loses={loses} />
        {asks && takesPassword && (
          <>
            <TextField label="User name" autocomplete="username" required value={username} onInput={setUsername} />
            <TextField
              label="Password"
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={setPassword}
            />
            <Failure>{action.error}</Failure>
            <Button kind="primary" type="submit" busy={action.busy}>
              Sign in
            </Button>
            {oidc && <p class="sign-in-or">or</p>}
          </>
        )}
        {oidc && (asks || oidc.start.startsWith('https:')) && (
          <AtProvider oidc={oidc} alone={!asks || !takesPassword} />
        )}
        {!asks && loses && (
          <Button kind="quiet" onClick={() => insist(true)}>
            Sign in here all the same
          </Button>
        )}
      </form>
      <p class="sign-in-foot">
        An ETL service that accounts for every record. <a href="/docs">API reference</a>
      </p>
    </main>
  )
}
