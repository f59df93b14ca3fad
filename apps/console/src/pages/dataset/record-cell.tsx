import { Code } from '../../parts/code.tsx'

/** What is longer is cut, and opened on demand. */
const mostChars = 80
/** What is no longer stands on one line. */
const mostOnOneLine = 30

/** A value as a table shows it: what is long, or JSON, can be opened where it stands. */
export function RecordCell({ value, field }: { value: unknown; field: string }) {
  if (value === undefined || value === null) return <span class="quiet-text">–</span>
  if (typeof value === 'object') {
    const text = JSON.stringify(value)
    return (
      <details class="record-value">
        <summary>
          <code>{cut(text, 40)}</code>
        </summary>
        <Code label={field}>{JSON.stringify(value, null, 2)}</Code>
      </details>
    )
  }
  const text = String(value as string | number | boolean)
  if (text.length <= mostChars)
    return <span class={text.length > mostOnOneLine ? 'record-text' : 'record-short'}>{text}</span>
  return (
    <details class="record-value">
      <summary>{cut(text, mostChars)}</summary>
      <p>{text}</p>
    </details>
  )
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
