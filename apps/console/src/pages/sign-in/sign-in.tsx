import { useEffect, useRef, useState } from 'preact/hooks'
import { session, signIn } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failure, Notice } from '../../parts/notice.tsx'
import './sign-in.css'

/** @param expired somebody was signed in here, and goes on where they were */
export function SignIn({ expired }: { expired: boolean }) {
  const [username, setUsername] = useState(expired ? (session.value?.username ?? '') : '')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const action = useAction(() => signIn(username, password))
  useEffect(() => {
    document.title = 'Sign in · Syndicate'
    form.current?.querySelector<HTMLInputElement>(expired && username ? '[type=password]' : 'input')?.focus()
  }, [])
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
        {!isSecureContext && (
          <Notice tone="warn" title="This page came over plain HTTP">
            Others on the way can read the password, and the browser drops the session unless the server is set to allow
            this. Open it over HTTPS; on the server itself, http://127.0.0.1 will do.
          </Notice>
        )}
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
      </form>
      <p class="sign-in-foot">
        An ETL service that accounts for every record. <a href="/docs">API reference</a>
      </p>
    </main>
  )
}
