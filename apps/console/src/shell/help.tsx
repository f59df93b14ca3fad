import { signal } from '@preact/signals'
import { useLocation } from 'preact-iso'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { isAtLeast, phase } from '../data/session.ts'
import { Icon } from '../parts/icon.tsx'
import { say } from '../parts/toast.tsx'
import { furtherPlaces, places } from './places.ts'
import { createKeyReader, type Deed } from './read-keys.ts'
import { hasShortcuts } from './shortcuts.ts'

type HelpDialog = ComponentType<{ onClose: () => void }>

const isOpen = signal(false)

export function HelpButton() {
  return (
    <button
      type="button"
      class="help-button"
      aria-keyshortcuts={hasShortcuts.value ? '?' : undefined}
      onClick={() => (isOpen.value = true)}
    >
      <Icon name="help" />
      Help
      {hasShortcuts.value && <kbd aria-hidden="true">?</kbd>}
    </button>
  )
}

/** The help, which comes when it is first wanted, and the keys that it tells of. It stands outside of the navigation, which a phone hides. */
export function Help() {
  const [loaded, setLoaded] = useState<{ Dialog: HelpDialog } | null>(null)
  useKeys()
  useEffect(() => {
    if (!isOpen.value || loaded) return
    import('./help-dialog.tsx').then(
      (module) => setLoaded({ Dialog: module.HelpDialog }),
      () => {
        isOpen.value = false
        say('The help did not arrive. Try again in a moment.')
      },
    )
  }, [isOpen.value])
  return isOpen.value && loaded && <loaded.Dialog onClose={() => (isOpen.value = false)} />
}

function useKeys(): void {
  const { route } = useLocation()
  useEffect(() => {
    if (!hasShortcuts.value) return
    const mine = [...places, ...furtherPlaces].filter(({ least }) => isAtLeast(least))
    const read = createKeyReader(new Map(mine.flatMap(({ key, href }) => (key ? [[key, href] as const] : []))))

    function heed(event: KeyboardEvent): void {
      const isOther = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing
      if (event.defaultPrevented || isOther || isBusy(event.target)) return
      const deed = read(event.key, event.timeStamp)
      if (deed !== null && does(deed)) event.preventDefault()
    }

    function does(deed: Deed): boolean {
      if (deed === 'help') isOpen.value = true
      else if (deed === 'search') return focusSearch()
      else if (deed !== 'new') route(deed.go)
      else if (isAtLeast('operator')) route('/start')
      return true
    }

    addEventListener('keydown', heed)
    return () => removeEventListener('keydown', heed)
  }, [route, hasShortcuts.value])
}

/** Whoever types, answers a dialog or has to sign in first means something else by a key. */
function isBusy(target: EventTarget | null): boolean {
  const isTyping =
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  return isTyping || phase.value !== 'in' || document.querySelector('dialog[open]') !== null
}

/** @returns whether there is something to search by on this page */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]')
  field?.focus()
  field?.select()
  return field !== null
}
