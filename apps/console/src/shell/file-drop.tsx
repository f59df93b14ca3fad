import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { dropped } from '../data/dropped.ts'
import { mayLeave } from '../data/leaving.ts'
import { isAtLeast, phase } from '../data/session.ts'
import { Icon } from '../parts/icon.tsx'
import './file-drop.css'

/** Takes a file that is dropped anywhere in the window, and goes on to make a dataset of it. */
export function FileDrop() {
  const { route } = useLocation()
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Every element on the way tells of coming and going; the window is left when as many have been left as were come to.
    let depth = 0
    const on = {
      dragenter: (event: DragEvent) => takes(event) && setOver((depth += 1) > 0),
      dragleave: (event: DragEvent) => takes(event) && setOver((depth -= 1) > 0),
      dragover: (event: DragEvent) => takes(event) && event.preventDefault(),
      drop(event: DragEvent) {
        depth = 0
        setOver(false)
        const file = event.dataTransfer?.files[0]
        if (!file || !takes(event)) return
        event.preventDefault()
        // A file that was on its way is let go of, on that page as well.
        if (!mayLeave()) return
        dropped.value = file
        route('/new')
      },
    }
    const listeners = Object.entries(on) as [keyof typeof on, (event: DragEvent) => void][]
    for (const [name, listener] of listeners) addEventListener(name, listener)
    return () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener)
    }
  }, [route])
  if (!over) return null
  return (
    <div class="file-drop" aria-hidden="true">
      <p>
        <Icon name="datasets" />
        Drop it: a dataset is made of it
      </p>
    </div>
  )
}

/** A field for files takes its own; who may start nothing keeps the browser's way. */
function takes({ target, dataTransfer }: DragEvent): boolean {
  const isForField = target instanceof Element && target.closest('input[type=file]') !== null
  return (
    !isForField && phase.value === 'in' && isAtLeast('operator') && (dataTransfer?.types.includes('Files') ?? false)
  )
}
