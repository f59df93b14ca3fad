import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import './notice.css'

const icons = { info: 'info', good: 'published', warn: 'failed', bad: 'failed' } as const

interface NoticeProps {
  tone?: keyof typeof icons
  title?: string
  children?: ComponentChildren
}

/** Something to read before going on. What is bad is said at once to those who listen. */
export function Notice({ tone = 'info', title, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        {children && <div class="notice-text">{children}</div>}
      </div>
    </div>
  )
}

/** What went wrong with an action, where there is something. */
export function Failure({ children }: { children: string | undefined }) {
  return children ? <Notice tone="bad">{children}</Notice> : null
}
