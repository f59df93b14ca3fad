import type { ComponentChildren } from 'preact'
import { useEffect, useErrorBoundary, useState } from 'preact/hooks'
import type { ClientError } from '@syndicate/client'
import { describeError } from '../data/describe-error.ts'
import { pageRefusal } from '../data/page-refusal.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { Page } from '../parts/page.tsx'
import { TryAgain } from '../parts/try-again.tsx'

/** Keeps a page that trips from taking the rest with it. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary((caught) => console.error(caught))
  return error === undefined ? <>{children}</> : <Broken title="This page does not work">{describeError(error)}</Broken>
}

/** Stands for a page whose scripts could not be fetched. */
export function NotArrived() {
  const [refusal, setRefusal] = useState<ClientError | null>(null)
  useEffect(() => {
    const aborter = new AbortController()
    pageRefusal(aborter.signal).then(setRefusal, () => {})
    return () => aborter.abort()
  }, [])
  if (refusal) return <TooMany refusal={refusal} />
  return (
    <Broken title="This page did not arrive">
      The server is away, or the console has been updated since this one was opened.
    </Broken>
  )
}

/** Nothing is gone: it is a matter of waiting. */
function TooMany({ refusal }: { refusal: ClientError }) {
  return (
    <Page title="Too many requests">
      <Notice tone="warn">
        <p>This page comes when the server takes requests from here again.</p>
        <TryAgain after={refusal} onClick={() => location.reload()} />
      </Notice>
    </Page>
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
