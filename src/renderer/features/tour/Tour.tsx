import './tour.css'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useActions, useApp, useAppParts, useThread } from '../../state/app.ts'
import { endTour, TOUR_STEPS, tourStep } from '../../state/tour.ts'
import type { TourStep } from '../../state/tour.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { placeMark } from './placing.ts'
import type { Size } from './placing.ts'
import { STEPS } from './steps.ts'
import { useAnchor } from './useAnchor.ts'

/** What the tour says about the step that its thread is at, beside the part of the page that it is about. */
export function Tour({ threadId }: { threadId: string }) {
  const step = useThread(threadId, tourStep) ?? 'watch'
  const isCovered = useApp(({ overlay }) => overlay !== null)
  return (
    <>
      {!isCovered && <Mark key={step} step={step} />}
      <Said words={t('Tour: {title}. {text}', { title: STEPS[step].title, text: STEPS[step].text })} />
    </>
  )
}

/** Before it was measured. */
const FIRST_SIZE: Size = { width: 300, height: 160 }

function Mark({ step }: { step: TourStep }) {
  const { store } = useAppParts()
  const { title, text, anchors } = STEPS[step]
  const anchor = useAnchor(anchors)
  const mark = useRef<HTMLElement>(null)
  const titleId = useId()
  const [size, setSize] = useState(FIRST_SIZE)
  useEffect(() => {
    const element = mark.current
    if (!element) return
    const observer = new ResizeObserver(() => setSize({ width: element.offsetWidth, height: element.offsetHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const place = placeMark(anchor, size, { width: window.innerWidth, height: window.innerHeight })
  return (
    <>
      {anchor && <div className="tourRing" style={anchor} />}
      <aside
        ref={mark}
        className="tourMark"
        style={place}
        aria-labelledby={titleId}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          endTour(store)
        }}
      >
        <h2 id={titleId}>{title}</h2>
        <p>{text}</p>
        <footer className="tourFoot">
          <Dots step={step} />
          <Next step={step} anchored={anchor !== null} anchors={anchors} />
        </footer>
      </aside>
    </>
  )
}

/** Three dots say how far it is; screen readers get it in words. */
function Dots({ step }: { step: TourStep }) {
  const at = TOUR_STEPS.findIndex(each => each === step)
  if (at < 0) return <span className="tourGap" />
  return (
    <span className="tourDots">
      <span className="srOnly">{t('Step {n} of {of}', { n: at + 1, of: TOUR_STEPS.length })}</span>
      {TOUR_STEPS.map((each, index) => (
        <span key={each} className={index <= at ? 'tourDot on' : 'tourDot'} />
      ))}
    </span>
  )
}

/** What leads on: by keyboard to what the step is about, or out of the tour. */
function Next({
  step,
  anchored,
  anchors,
}: {
  step: TourStep
  anchored: boolean
  anchors: readonly string[]
}): ReactNode {
  const { store } = useAppParts()
  const { newThread } = useActions()
  const end = () => endTour(store)
  if (step === 'own') {
    const choose = () => {
      end()
      newThread()
      store.setState({ overlay: 'browse' })
    }
    return (
      <>
        <Button look="quiet" onClick={end}>
          {t('End the tour')}
        </Button>
        <Button look="fill" onClick={choose}>
          {t('Choose my folder')}
        </Button>
      </>
    )
  }
  return (
    <>
      <Button look="quiet" onClick={end}>
        {t('Skip the tour')}
      </Button>
      {step !== 'watch' && anchored && (
        <Button look="fill" onClick={() => focusAt(anchors)}>
          {step === 'answer' ? t('To the question') : t('To the arrow')}
        </Button>
      )}
    </>
  )
}

/** Gives the focus to what a step is about, or to the first button in it. */
function focusAt(anchors: readonly string[]): void {
  for (const anchor of anchors) {
    const element = [...document.querySelectorAll<HTMLElement>(anchor)].at(-1)
    if (!element) continue
    const target = element.matches('button, [tabindex]') ? element : element.querySelector<HTMLElement>('button')
    target?.focus()
    target?.scrollIntoView({ block: 'nearest' })
    return
  }
}

/** Tells screen readers: a region speaks when its text changes, so it comes empty. */
function Said({ words }: { words: string }) {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (region.current) region.current.textContent = words
  }, [words])
  return <div ref={region} className="srOnly" role="status" />
}
