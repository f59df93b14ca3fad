import { useLocation } from 'preact-iso'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { describeError } from '../data/describe-error.ts'
import { mayLeave } from '../data/leaving.ts'
import { isAtLeast, session, signOut } from '../data/session.ts'
import { Choice } from '../parts/choice.tsx'
import { Icon } from '../parts/icon.tsx'
import { say } from '../parts/toast.tsx'
import { ConnectionState } from './connection.tsx'
import { FileDrop } from './file-drop.tsx'
import { Help, HelpButton } from './help.tsx'
import { furtherPlaces, isWithin, places, type Place } from './places.ts'
import { hasShortcuts } from './shortcuts.ts'
import { theme, type Theme } from './theme.ts'
import { TimeZone } from './time-zone.tsx'
import './shell.css'

const themes: [Theme, string][] = [
  ['system', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

/** What surrounds every page: where one is, where one can go, and who one is. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { path } = useLocation()
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [path])
  return (
    <div class="shell">
      <a class="skip unseen" href="#content">
        Skip to content
      </a>
      <header class={open ? 'side open' : 'side'}>
        <div class="brand">
          <a href="/">Syndicate</a>
          <button
            type="button"
            class="menu"
            aria-expanded={open}
            aria-controls="navigation"
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'close' : 'menu'} />
            Menu
          </button>
        </div>
        <div class="side-rest" id="navigation">
          <nav aria-label="Main">
            <Places of={places} path={path} />
            <Places of={furtherPlaces} path={path} />
          </nav>
          <div class="side-foot">
            <ConnectionState />
            <TimeZone />
            <Choice
              label="Colours"
              value={theme.value}
              options={themes}
              onChange={(chosen) => (theme.value = chosen)}
            />
            <label class="shortcuts">
              <input
                type="checkbox"
                checked={hasShortcuts.value}
                onChange={(event) => (hasShortcuts.value = event.currentTarget.checked)}
              />
              Single-key shortcuts
            </label>
            <HelpButton />
            <Who path={path} />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <FileDrop />
      <Help />
    </div>
  )
}

function Places({ of, path }: { of: Place[]; path: string }) {
  return (
    <ul>
      {of
        .filter(({ least }) => isAtLeast(least))
        .map(({ href, name, icon, elsewhere }) => (
          <li key={href}>
            <a
              href={href}
              target={elsewhere ? '_blank' : undefined}
              rel={elsewhere ? 'noopener' : undefined}
              aria-current={isWithin(path, href) ? 'page' : undefined}
            >
              <Icon name={icon} />
              {name}
              {elsewhere && <span class="unseen"> (opens a new tab)</span>}
            </a>
          </li>
        ))}
    </ul>
  )
}

function Who({ path }: { path: string }) {
  const { username, role } = session.value ?? { username: '', role: '' }
  return (
    <div class="who">
      <a href="/account" aria-current={isWithin(path, '/account') ? 'page' : undefined}>
        <Icon name="account" />
        <span>
          {username}
          <small>{role}</small>
        </span>
      </a>
      <button
        type="button"
        class="sign-out"
        onClick={() =>
          mayLeave() && void signOut().catch((error: unknown) => say(`Still signed in. ${describeError(error)}`))
        }
      >
        <Icon name="out" />
        <span class="unseen">Sign out</span>
      </button>
    </div>
  )
}
