import { ErrorBoundary, lazy, LocationProvider, Route, Router } from 'preact-iso'
import type { ComponentType } from 'preact'
import { ask, failure, phase, session } from '../data/session.ts'
import { describeError } from '../data/describe-error.ts'
import { SignIn } from '../pages/sign-in/sign-in.tsx'
import { Notice } from '../parts/notice.tsx'
import { Toasts } from '../parts/toast.tsx'
import { TryAgain } from '../parts/try-again.tsx'
import { RunsPage } from '../pages/runs/runs-page.tsx'
import { Guard, NotArrived } from './guard.tsx'
import { isOurs } from './is-ours.ts'
import { LeaveGate } from './leave-gate.tsx'
import { NothingHere } from './nothing-here.tsx'
import { Shell } from './shell.tsx'

// The list of runs comes with the first view; every other page when it is first gone to.
const StartPage = page(() => import('../pages/start/start-page.tsx').then((module) => module.StartPage))
const RunPage = page(() => import('../pages/run/run-page.tsx').then((module) => module.RunPage))
const QuarantinePage = page(() =>
  import('../pages/quarantine/quarantine-page.tsx').then((module) => module.QuarantinePage),
)
const DatasetsPage = page(() => import('../pages/datasets/datasets-page.tsx').then((module) => module.DatasetsPage))
const DatasetPage = page(() => import('../pages/dataset/dataset-page.tsx').then((module) => module.DatasetPage))
const NewPage = page(() => import('../pages/new/new-page.tsx').then((module) => module.NewPage))
const PipelinesPage = page(() => import('../pages/pipelines/pipelines-page.tsx').then((module) => module.PipelinesPage))
const PipelinePage = page(() => import('../pages/pipeline/pipeline-page.tsx').then((module) => module.PipelinePage))
const EditPipelinePage = page(() =>
  import('../pages/pipeline-editor/edit-page.tsx').then((module) => module.EditPipelinePage),
)
const NewPipelinePage = page(() =>
  import('../pages/pipeline-editor/new-pipeline-page.tsx').then((module) => module.NewPipelinePage),
)
const LivePage = page(() => import('../pages/live/live-page.tsx').then((module) => module.LivePage))
const AlertsPage = page(() => import('../pages/alerts/alerts-page.tsx').then((module) => module.AlertsPage))
const KeysPage = page(() => import('../pages/keys/keys-page.tsx').then((module) => module.KeysPage))
const UsersPage = page(() => import('../pages/users/users-page.tsx').then((module) => module.UsersPage))
const AuditPage = page(() => import('../pages/audit/audit-page.tsx').then((module) => module.AuditPage))
const AccountPage = page(() => import('../pages/account/account-page.tsx').then((module) => module.AccountPage))

/** After an update of the server, an older document asks for scripts that are gone. */
function page(load: () => Promise<ComponentType>) {
  return lazy(() => load().catch(() => NotArrived))
}

export function App() {
  const now = phase.value
  return (
    <>
      <Toasts />
      {now === 'failed' && <NotOpened />}
      {(now === 'out' || now === 'expired') && <SignIn expired={now === 'expired'} />}
      {session.value && now !== 'failed' && (
        // Who is back after the session lapsed finds the page as it was; somebody else finds it new.
        <div key={session.value.userId} hidden={now === 'expired'}>
          <LocationProvider scope={isOurs}>
            <LeaveGate>
              <Shell>
                <Guard>
                  <Pages />
                </Guard>
              </Shell>
            </LeaveGate>
          </LocationProvider>
        </div>
      )}
    </>
  )
}

function Pages() {
  return (
    <ErrorBoundary>
      <Router onRouteChange={() => scrollTo(0, 0)}>
        <Route path="/" component={RunsPage} />
        <Route path="/runs" component={RunsPage} />
        <Route path="/runs/:id" component={RunPage} />
        <Route path="/start" component={StartPage} />
        <Route path="/quarantine" component={QuarantinePage} />
        <Route path="/datasets" component={DatasetsPage} />
        <Route path="/datasets/:name" component={DatasetPage} />
        <Route path="/new" component={NewPage} />
        <Route path="/new/pipeline" component={NewPipelinePage} />
        <Route path="/pipelines" component={PipelinesPage} />
        <Route path="/pipelines/:name" component={PipelinePage} />
        <Route path="/pipelines/:name/edit" component={EditPipelinePage} />
        <Route path="/live" component={LivePage} />
        <Route path="/alerts" component={AlertsPage} />
        <Route path="/keys" component={KeysPage} />
        <Route path="/users" component={UsersPage} />
        <Route path="/audit" component={AuditPage} />
        <Route path="/account" component={AccountPage} />
        <Route default component={NothingHere} />
      </Router>
    </ErrorBoundary>
  )
}

function NotOpened() {
  return (
    <main class="page">
      <h1>Syndicate</h1>
      <Notice tone="bad" title="The console could not be opened">
        <p>{describeError(failure.value)}</p>
        <TryAgain after={failure.value} onClick={() => void ask()} />
      </Notice>
    </main>
  )
}
