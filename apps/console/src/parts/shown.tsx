import type { ComponentChildren } from 'preact'
import { withoutBase } from '../data/base.ts'
import { describeError } from '../data/describe-error.ts'
import { isClientError } from '../data/is-client-error.ts'
import type { Answer } from '../data/use-answer.ts'
import { LinkButton } from './button.tsx'
import { Notice } from './notice.tsx'
import { TryAgain } from './try-again.tsx'
import './shown.css'

interface ShownProps<T> {
  answer: Answer<T>
  /** What is asked for, as in "Loading the runs". */
  what: string
  children: (data: T) => ComponentChildren
}

/** An answer when there is one; until then that it is on its way, or why it is not. An older answer stays below a failure. */
export function Shown<T>({ answer, what, children }: ShownProps<T>) {
  const { data, error, loading, reload } = answer
  if (data === undefined && !loading && isGone(error)) return <Missing error={error} />
  return (
    <>
      {error !== undefined && !loading && (
        <Notice tone="bad" title={`${data === undefined ? 'Not loaded' : 'Not up to date'}: ${what}`}>
          <p>{describeError(error)}</p>
          <TryAgain after={error} onClick={reload} />
        </Notice>
      )}
      {data === undefined && loading && (
        <div class="waiting" role="status">
          <span class="unseen">Loading {what}</span>
          <i />
          <i />
          <i />
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  )
}

/** What is not there will not come by trying again. */
function isGone(error: unknown): boolean {
  return isClientError(error) && error.status === 404
}

/** By the first part of an address, where there are others like it. */
const others: Record<string, [href: string, name: string]> = {
  runs: ['/', 'To the runs'],
  datasets: ['/datasets', 'To the datasets'],
  pipelines: ['/pipelines', 'To the pipelines'],
}

function Missing({ error }: { error: unknown }) {
  const [href, name] = others[withoutBase(location.pathname).split('/')[1]!] ?? ['/', 'To the runs']
  return (
    <Empty title={describeError(error)}>
      <p>It may have been written differently, or it is no longer kept.</p>
      <LinkButton href={href}>{name}</LinkButton>
    </Empty>
  )
}

/** What stands where there is nothing, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}
