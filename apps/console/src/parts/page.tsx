import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import './page.css'

interface PageProps {
  title: string
  /** One sentence below the title. */
  lead?: ComponentChildren
  actions?: ComponentChildren
  /** As wide as the window, for what stands side by side. */
  wide?: boolean
  children: ComponentChildren
}

let shownBefore = false

/** What every page begins with. On a change of page its heading takes the focus, so that a screen reader says where one is. */
export function Page({ title, lead, actions, wide, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (shownBefore) heading.current?.focus({ preventScroll: true })
    shownBefore = true
  }, [])
  useEffect(() => {
    document.title = `${title} · Syndicate`
  }, [title])
  return (
    <article class={wide ? 'page wide' : 'page'}>
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </article>
  )
}

interface SectionProps {
  title: string
  /** Beside the title. */
  aside?: ComponentChildren
  /** A sheet of its own, set off from the ground. */
  sheet?: boolean
  children: ComponentChildren
}

export function Section({ title, aside, sheet, children }: SectionProps) {
  return (
    <section class={sheet ? 'section sheet' : 'section'}>
      <header class="section-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
