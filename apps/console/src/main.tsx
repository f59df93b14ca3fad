import { render } from 'preact'
import { openSession } from './data/session.ts'
import { App } from './shell/app.tsx'
import './shell/base.css'

void openSession()
render(<App />, document.getElementById('app')!)
