import { useEffect, useRef, useState } from 'react'
import { Failure } from '../../../contract/procedure.ts'
import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'
import { bytes } from '../sessions/index.ts'
import { copyText } from '../../ui/clipboard.ts'
import { t } from '../../ui/i18n/t.ts'
import { isFocusReport } from './guard.ts'
import { keyUse } from './keys.ts'
import type { KeyUse } from './keys.ts'
import type { TerminalLook } from './look.ts'
import { pasteOf } from './paste.ts'
import type { Paste } from './paste.ts'
import { PasteDialog } from './PasteDialog.tsx'
import { readTerminal } from './reader.ts'
import { createScreen } from './screen.ts'
import type { Screen } from './screen.ts'
import { useAsked } from './useAsked.ts'

interface TerminalScreenProps {
  terminalId: string
  name: string
  /** The program has no terminal of its own. */
  plain: boolean
  /** Keys go to the program. */
  interactive: boolean
  look: TerminalLook
  onScreen(screen: Screen | null): void
  onFind(): void
  onBell(): void
}

/** One terminal, live. It is loaded with the first that is shown. */
export function TerminalScreen(props: TerminalScreenProps) {
  const { terminalId, name, interactive, look } = props
  const app = useAppParts()
  const host = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | null>(null)
  const latest = useRef(props)
  const [missed, setMissed] = useState(0)
  const [hovered, setHovered] = useState<string | null>(null)
  const [pasting, setPasting] = useState<Paste | null>(null)
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!host.current) return
    const made = attach(host.current, app, terminalId, {
      now: () => latest.current,
      onMissed: more => setMissed(before => before + more),
      onHover: setHovered,
      onPaste: setPasting,
    })
    screen.current = made.screen
    latest.current.onScreen(made.screen)
    return () => {
      latest.current.onScreen(null)
      screen.current = null
      made.end()
    }
  }, [app, terminalId])

  useEffect(() => screen.current?.setInteractive(interactive), [interactive])
  useEffect(() => screen.current?.setLook(look), [look])
  useAsked(() => screen.current?.focus())

  return (
    <>
      {missed > 0 && (
        <p className="terminalNote" role="status">
          {t('{size} not shown: more was printed than is kept.', { size: bytes(missed) })}
        </p>
      )}
      <div
        ref={host}
        className="terminalHost"
        role="group"
        aria-label={t('Terminal {name}', { name })}
        aria-description={t('Shift+F6 leaves the terminal.')}
      />
      <p className="terminalHover truncate">{hovered}</p>
      {pasting && (
        <PasteDialog
          paste={pasting}
          onPaste={() => screen.current?.paste(pasting.text)}
          onClose={() => {
            setPasting(null)
            screen.current?.focus()
          }}
        />
      )}
    </>
  )
}

interface Ties {
  now(): TerminalScreenProps
  onMissed(bytes: number): void
  onHover(href: string | null): void
  onPaste(paste: Paste): void
}

/** Puts a terminal on the page and reads it until it is ended. */
function attach(host: HTMLElement, app: App, terminalId: string, ties: Ties): { screen: Screen; end(): void } {
  const stop = new AbortController()
  const { engine, store } = app
  let isLive = false
  const tell = (error: unknown) => addNotice(store, 'error', messageOf(error))
  const uses: Partial<Record<KeyUse, () => void>> = {
    find: () => ties.now().onFind(),
    copy: () => {
      const selected = screen.selection()
      if (selected !== '') copyText(selected).catch(() => tell(new Error(t('The clipboard did not take it.'))))
    },
  }
  const screen = createScreen({
    host,
    look: ties.now().look,
    plain: ties.now().plain,
    // Two windows may show one shell: the one that is looked at answers.
    answers: () => isLive && ties.now().interactive && document.hasFocus(),
    onData(data) {
      // Whoever asked in the past whether the terminal has the focus does not wait for it now.
      if (isLive || !isFocusReport(data)) engine.call('terminal/write', { terminalId, data }).catch(tell)
    },
    onResize: size => {
      if (ties.now().interactive) engine.call('terminal/resize', { terminalId, ...size }).catch(() => undefined)
    },
    onKey(event) {
      const use = keyUse(event, store.getState().preferences.chords)
      uses[use]?.()
      if (use in uses) event.preventDefault()
      return use === 'program'
    },
    onBell: () => ties.now().onBell(),
    onHover: ties.onHover,
  })
  host.addEventListener('paste', event => interceptPaste(event, screen, ties), { capture: true, signal: stop.signal })
  void readTerminal(
    {
      read: (from, ended, maxBytes) =>
        engine.call('terminal/read', { terminalId, ended, maxBytes, ...(from === undefined ? {} : { from }) }),
      isGone: failure => failure instanceof Failure && failure.data['connection'] !== 'lost',
      connected: signal => untilConnected(app, signal),
      write: screen.write,
      nextFrame: () => new Promise(resolve => requestAnimationFrame(() => resolve())),
      onGap: async missed => {
        await screen.reset()
        ties.onMissed(missed)
      },
      onLive: live => (isLive = live),
      onEnded: screen.reset,
    },
    stop.signal,
  )
  return {
    screen,
    end() {
      stop.abort()
      screen.dispose()
    },
  }
}

/** What is pasted is looked at before the program gets it. */
function interceptPaste(event: ClipboardEvent, screen: Screen, { now, onPaste }: Ties): void {
  event.preventDefault()
  event.stopPropagation()
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (text === '' || !now().interactive) return
  const paste = pasteOf(text, screen.takesPastesAsText())
  if (paste.asks) onPaste(paste)
  else screen.paste(paste.text)
}

const untilConnected = ({ store }: App, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const isOver = () => signal.aborted || store.getState().connection === 'open'
    const look = () => {
      if (!isOver()) return
      unsubscribe()
      signal.removeEventListener('abort', look)
      resolve()
    }
    const unsubscribe = store.subscribe(look)
    signal.addEventListener('abort', look)
    look()
  })
