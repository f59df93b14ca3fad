import { LinkButton } from '../parts/button.tsx'
import { Page } from '../parts/page.tsx'
import { Empty } from '../parts/shown.tsx'

export function NothingHere() {
  return (
    <Page title="There is nothing here">
      <Empty title="No page has this address">
        <p>
          <code>{location.pathname}</code> leads nowhere.
        </p>
        <LinkButton href="/">To the runs</LinkButton>
      </Empty>
    </Page>
  )
}
