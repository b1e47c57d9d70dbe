import './gallery.css'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { AppContext } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { TooltipProvider } from '../../ui/Tooltip.tsx'
import { Cards } from './Cards.tsx'
import { Controls, Forms } from './Controls.tsx'
import { Dialogs } from './Dialogs.tsx'
import { Feedback } from './Feedback.tsx'
import { Texts } from './Texts.tsx'

/**
 * Every part of the interface in every state, on one page: `#gallery` in place of a window. For those who change a part,
 * and for the pictures that tell when one changed. It knows no engine: nothing here does anything.
 */
export function Gallery({ app }: { app: App }) {
  useSystemLook()
  return (
    <AppContext value={app}>
      <TooltipProvider>
        <main className="gallery">
          <h1>Parts of the interface</h1>
          <Section name="Controls">
            <Controls />
          </Section>
          <Section name="Forms">
            <Forms />
          </Section>
          <Section name="Feedback">
            <Feedback />
          </Section>
          <Section name="Texts">
            <Texts />
          </Section>
          <Section name="Cards">
            <Cards />
          </Section>
          <Section name="Dialogs">
            <Dialogs />
          </Section>
        </main>
      </TooltipProvider>
    </AppContext>
  )
}

const Section = ({ name, children }: { name: string; children: ReactNode }) => (
  <section className="gallerySection" aria-label={name}>
    <h2>{name}</h2>
    {children}
  </section>
)

/** As the machine wants it: no preferences are read here. */
function useSystemLook(): void {
  useEffect(() => {
    const wish = matchMedia('(prefers-contrast: more)')
    const follow = () => {
      if (wish.matches) document.documentElement.dataset.contrast = 'high'
      else delete document.documentElement.dataset.contrast
    }
    follow()
    wish.addEventListener('change', follow)
    return () => wish.removeEventListener('change', follow)
  }, [])
}
