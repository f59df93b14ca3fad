import { Notice } from '../../parts/notice.tsx'

/** Says before anybody types a password that this page came over plain HTTP, what that means, and what to do. */
export function PlainHttp({ loses }: { loses: boolean }) {
  if (isSecureContext) return null
  const { hostname, port, pathname, search } = location
  if (!loses) {
    return (
      <Notice tone="warn" title="This page came over plain HTTP">
        <p>Others on the way can read the password and all that you look at. The server is set to allow this.</p>
      </Notice>
    )
  }
  const secure = `https://${hostname}${pathname}${search}`
  const local = `http://127.0.0.1:${port || '80'}`
  return (
    <Notice tone="warn" title="Nobody can sign in here: this page came over plain HTTP">
      <p>
        Your browser keeps this server’s sessions over HTTPS alone, so even the right password would not let you in; and
        others on the way could read it.
      </p>
      <ul class="plain-http">
        <li>
          If the server has an address with HTTPS, open that, such as <a href={secure}>{secure}</a>.
        </li>
        <li>
          At the machine itself, open <code>{local}</code>. From here,{' '}
          <code>{`ssh -L ${port || '80'}:127.0.0.1:${port || '80'} ${hostname}`}</code> brings it to that address.
        </li>
        <li>
          Whoever runs it puts a proxy with TLS before it: <code>docs/operating.md</code> has one. Programs with a key
          are not concerned.
        </li>
      </ul>
    </Notice>
  )
}
