import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { showWindow } from './api/events'
import { catchLinkSecret } from './api/linkSecret'
import { session } from './api/session'
import { keepLanguage } from './preferences/language'
import { keepTheme } from './preferences/theme'
import { makeQueryClient } from './queryClient'
import { makeRouter } from './routes'
import './styles/base.css'

// Before the router reads the address.
catchLinkSecret()
keepLanguage()
keepTheme()

const queries = makeQueryClient()
// What was read belongs to the session that read it.
session.onEnd(() => queries.clear())

const container = document.getElementById('root')
if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <App queries={queries} router={makeRouter(queries)} />
    </StrictMode>,
  )
  void showWindow()
}
