import { isAtLeast } from '../data/session.ts'
import { Dialog } from '../parts/dialog.tsx'
import { furtherPlaces, places } from './places.ts'
import { hasShortcuts } from './shortcuts.ts'
import { zoneInWords } from './time-zone.tsx'
import './help-dialog.css'

/** What helps: the keys, and where more is said. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const goes = [...places, ...furtherPlaces].filter(({ least, key }) => key && isAtLeast(least))
  const keys: [keys: string[], what: string][] = [
    [['?'], 'This help'],
    [['/'], 'Search, where there is something to search by'],
    ...(isAtLeast('operator') ? ([[['n'], 'New: start a run']] as [string[], string][]) : []),
    ...goes.map(({ key, name }): [string[], string] => [['g', key!], name]),
    [['Esc'], 'Close what is open'],
  ]
  return (
    <Dialog title="Help" onClose={onClose}>
      <div class="help">
        <section>
          <h3>Keys</h3>
          <dl class="help-keys">
            {keys.map(([pressed, what]) => (
              <div key={what}>
                <dt>
                  {pressed.map((key, index) => (
                    <>
                      {index > 0 && ' '}
                      <kbd>{key}</kbd>
                    </>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <p class="quiet-text">
            {hasShortcuts.value
              ? 'They do nothing while you write. The box “Single-key shortcuts”, below the menu, switches them off.'
              : 'All but Esc are off. The box “Single-key shortcuts”, below the menu, switches them on.'}
          </p>
        </section>
        <section>
          <h3>Where more is said</h3>
          <ul>
            <li>
              <a href="/docs" target="_blank" rel="noopener">
                API reference
              </a>
              : every request, and each can be tried there
            </li>
            <li>
              <a href="/docs/json">OpenAPI</a> and <a href="/docs/asyncapi.json">AsyncAPI</a>, for programs
            </li>
          </ul>
          <p class="quiet-text">{zoneInWords()}. Under the pointer, a time is told in UTC as well.</p>
        </section>
      </div>
    </Dialog>
  )
}
