import './app/zodWithoutEval.ts'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createAppParts } from './app/parts.ts'

const root = document.getElementById('root')
if (!root) throw new Error('Broken invariant: the page holds #root')

const { app, connection } = createAppParts()
connection.start()
window.addEventListener('pagehide', () => app.drafts.flush())
createRoot(root).render(
  <StrictMode>
    <App app={app} />
  </StrictMode>,
)
