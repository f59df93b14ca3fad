import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import type { Mark } from '../pipeline/definition-text.ts'
import { breakLine, indent, outdent, type Replacement, type Selected } from './typing.ts'
import { yamlTokens } from './yaml-tokens.ts'
import './code-editor.css'

/** Of a longer text the colours would keep the letters waiting. In characters. */
const mostColoured = 60_000

interface CodeEditorProps {
  label: string
  value: string
  onInput: (value: string) => void
  /** What is wrong, by line. */
  marks: readonly Mark[]
  /** Ctrl and S, or ⌘ and S. */
  onSave: () => void
}

/** A text area for YAML: numbered lines, colours, and keys that do what they do in an editor. Tab indents; after Escape it goes on as everywhere. */
export function CodeEditor({ label, value, onInput, marks, onSave }: CodeEditorProps) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const backdrop = useRef<HTMLDivElement>(null)
  const mayLeave = useRef(false)

  function follow(): void {
    backdrop.current!.scrollTop = area.current!.scrollTop
    backdrop.current!.scrollLeft = area.current!.scrollLeft
  }
  useEffect(follow, [value])

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, metaKey, altKey, isComposing } = event
    if ((ctrlKey || metaKey) && key === 's') {
      event.preventDefault()
      return onSave()
    }
    const leaves = mayLeave.current
    if (key !== 'Shift') mayLeave.current = key === 'Escape'
    if (ctrlKey || metaKey || altKey || isComposing) return
    if (key === 'Tab' && !leaves) put(event, shiftKey ? outdent : indent)
    else if (key === 'Enter' && !shiftKey) put(event, breakLine)
  }

  function goTo(line: number): void {
    const lines = value.split('\n')
    const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    const { scrollHeight } = area.current!
    area.current!.focus()
    area.current!.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
    area.current!.scrollTop = (scrollHeight / lines.length) * Math.max(0, line - 4)
  }

  return (
    <div class="field">
      <label class="unseen" for={id}>
        {label}
      </label>
      <div class={marks.length > 0 ? 'code-editor faulty' : 'code-editor'}>
        <Lines text={value} marks={marks} of={backdrop} />
        <textarea
          ref={area}
          id={id}
          aria-describedby={`${id}-hint ${id}-faults`}
          aria-invalid={marks.length > 0}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          wrap="off"
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onScroll={follow}
        />
      </div>
      <div id={`${id}-faults`} role="status">
        {marks.length > 0 && (
          <ul class="fault-list">
            {marks.map(({ line, message }, index) => (
              <li key={index}>
                <Icon name="failed" />
                <span>
                  <button type="button" class="line-link" onClick={() => goTo(line)}>
                    Line {line}
                  </button>{' '}
                  {message}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <p class="hint" id={`${id}-hint`}>
        Tab indents; <kbd>Esc</kbd>, then <kbd>Tab</kbd>, goes on. <kbd>Ctrl S</kbd> saves. Comments are not kept.
      </p>
    </div>
  )
}

interface LinesProps {
  text: string
  marks: readonly Mark[]
  of: { current: HTMLDivElement | null }
}

/** What is seen of the text: it lies behind the text area, whose own letters are clear. */
function Lines({ text, marks, of }: LinesProps) {
  const lines = useMemo(
    () =>
      text.length > mostColoured ? text.split('\n').map((line) => [{ kind: 'plain', text: line }]) : yamlTokens(text),
    [text],
  )
  const marked = new Set(marks.map(({ line }) => line))
  return (
    <div class="code-lines" aria-hidden="true" ref={of}>
      {lines.map((tokens, index) => (
        <div key={index} class={marked.has(index + 1) ? 'code-line faulty' : 'code-line'}>
          {tokens.map(({ kind, text: part }, place) => (
            <span key={place} class={`token-${kind}`}>
              {part}
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}

/** As if somebody had typed it, so that it can be undone. */
function put(event: KeyboardEvent, how: (selected: Selected) => Replacement): void {
  event.preventDefault()
  const area = event.currentTarget as HTMLTextAreaElement
  const { from, to, by, start, end } = how({ text: area.value, start: area.selectionStart, end: area.selectionEnd })
  area.setSelectionRange(from, to)
  if (by !== '' || from !== to) document.execCommand(by === '' ? 'delete' : 'insertText', false, by)
  area.setSelectionRange(start, end)
}
