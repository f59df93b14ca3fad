import './code.css'

/** Text a machine made: as it is, never read as markup. */
export function Code({ label, children }: { label: string; children: string }) {
  return (
    <pre class="code-block" role="region" aria-label={label} tabIndex={0}>
      {children}
    </pre>
  )
}

/** JSON as people read it; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
