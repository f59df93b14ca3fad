import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'

export function NotAllowed({ title }: { title: string }) {
  return (
    <Page title={title}>
      <Notice tone="warn" title="Your role does not allow this">
        Viewers read. Ask an administrator for the role of an operator to change pipelines.
      </Notice>
    </Page>
  )
}
