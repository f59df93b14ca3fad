import type { ComponentChildren } from 'preact'
import { useErrorBoundary } from 'preact/hooks'
import { describeError } from '../data/describe-error.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { Page } from '../parts/page.tsx'

/** Keeps a page that trips from taking the rest with it. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary((caught) => console.error(caught))
  return error === undefined ? <>{children}</> : <Broken title="This page does not work">{describeError(error)}</Broken>
}

/** Stands for a page whose scripts could not be fetched. */
export function NotArrived() {
  return (
    <Broken title="This page did not arrive">
      The server is away, or the console has been updated since this one was opened.
    </Broken>
  )
}

function Broken({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Page title={title}>
      <Notice tone="bad">
        <p>{children}</p>
        <Button kind="quiet" onClick={() => location.reload()}>
          Reload
        </Button>
      </Notice>
    </Page>
  )
}
