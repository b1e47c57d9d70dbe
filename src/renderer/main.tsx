import './app/zodWithoutEval.ts'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './ui/tokens.css'
import './ui/base.css'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { listenForShortcuts } from './app/keys.ts'
import { createAppParts } from './app/parts.ts'
import { createHighlighter } from './ui/highlight/highlighter.ts'
import { openWorker } from './ui/highlight/openWorker.ts'
import { HighlighterContext } from './ui/highlight/useHighlight.ts'

const root = document.getElementById('root')
if (!root) throw new Error('Broken invariant: the page holds #root')

const { app, connection } = createAppParts()
const isGallery = location.hash === '#gallery'
const Gallery = lazy(async () => ({ default: (await import('./features/gallery/index.ts')).Gallery }))
if (!isGallery) {
  connection.start()
  listenForShortcuts(app)
  window.addEventListener('pagehide', () => app.drafts.flush())
}
createRoot(root).render(
  <StrictMode>
    <HighlighterContext value={createHighlighter(openWorker)}>
      {isGallery ? (
        <Suspense>
          <Gallery app={app} />
        </Suspense>
      ) : (
        <App app={app} />
      )}
    </HighlighterContext>
  </StrictMode>,
)
