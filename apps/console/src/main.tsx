import { render } from 'preact'
import { openSession } from './data/session.ts'
import { App } from './shell/app.tsx'
import { leadBelowBase } from './shell/lead-below-base.ts'
import './shell/base.css'

leadBelowBase()
void openSession()
render(<App />, document.getElementById('app')!)
