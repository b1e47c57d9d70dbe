import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import { t } from '../../ui/i18n/t.ts'
import { guardTerminal, MODE_RESET } from './guard.ts'
import { linksOf, opensLink, provideLinks, webLink } from './links.ts'
import type { TerminalLook } from './look.ts'
import { styleSpansByScript, withNonce } from './obedience.ts'
import { openOutside } from './openOutside.ts'
import { onThemeChange, terminalTheme } from './theme.ts'

const SCROLLBACK_LINES = 5000
/** What a command of an agent has as long as nobody has taken over. */
const AGENT_COLUMNS = 80
const MAX_LINKS = 30

export interface ScreenOptions {
  host: HTMLElement
  look: TerminalLook
  /** The program writes plain line breaks: it has no terminal of its own. */
  plain: boolean
  /** Whether the page may answer what the program asks the terminal. */
  answers(): boolean
  /** Keys and answers for the program. */
  onData(data: string): void
  onResize(size: { cols: number; rows: number }): void
  /** False where the terminal shall not take the key. */
  onKey(event: KeyboardEvent): boolean
  onBell(): void
  onHover(href: string | null): void
}

export type FindDirection = 'newest' | 'next' | 'previous'

/** A terminal on the page. */
export interface Screen {
  write(bytes: Uint8Array): Promise<void>
  /** Leaves whatever state the program had left. */
  reset(): Promise<void>
  /** Whether keys go to the program; without, it keeps the width that the program prints for. */
  setInteractive(interactive: boolean): void
  setLook(look: TerminalLook): void
  /** Types a text in the way the program asks for. */
  paste(text: string): void
  takesPastesAsText(): boolean
  /** Whether something was found. */
  find(text: string, direction: FindDirection): boolean
  endFind(): void
  selection(): string
  links(): string[]
  /** Takes away what scrolled by, and the state that output has left. */
  clear(): void
  focus(): void
  dispose(): void
}

/** Puts a terminal into its host. Nothing in its output can act beyond it: see guard.ts. */
export function createScreen(options: ScreenOptions): Screen {
  const { host, look, plain, answers, onData, onResize, onKey, onBell, onHover } = options
  Terminal.strings.promptLabel = t('Terminal input')
  Terminal.strings.tooMuchOutput = t('Too much output to read out. Move through the rows to read it.')
  const terminal = new Terminal({
    convertEol: plain,
    cursorInactiveStyle: 'outline',
    disableStdin: true,
    fontFamily: getComputedStyle(host).getPropertyValue('--mono'),
    fontSize: look.fontSize,
    lineHeight: 1.25,
    linkHandler: {
      activate(event, address) {
        const href = webLink(address)
        if (href !== null && opensLink(event)) openOutside(href)
      },
      hover: (_event, address) => onHover(webLink(address)),
      leave: () => onHover(null),
    },
    minimumContrastRatio: 4.5,
    screenReaderMode: look.screenReader,
    scrollback: SCROLLBACK_LINES,
    theme: terminalTheme(host),
  })
  guardTerminal(terminal, answers)
  provideLinks(terminal, onHover)
  const fit = new FitAddon()
  const search = new SearchAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.attachCustomKeyEventHandler(event => event.type !== 'keydown' || onKey(event))
  terminal.onData(onData)
  terminal.onResize(onResize)
  terminal.onBell(onBell)
  styleSpansByScript()
  withNonce(document, () => terminal.open(host))

  const fitted = () => {
    const size = fit.proposeDimensions()
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return
    const least = terminal.options.disableStdin && !plain ? AGENT_COLUMNS : 2
    terminal.resize(Math.max(least, size.cols), Math.max(2, size.rows))
  }
  const observer = new ResizeObserver(fitted)
  observer.observe(host)
  const endTheme = onThemeChange(() => (terminal.options.theme = terminalTheme(host)))

  return {
    write: bytes => new Promise(resolve => terminal.write(bytes, resolve)),
    reset: () => new Promise(resolve => terminal.write(MODE_RESET, resolve)),
    setInteractive(interactive) {
      terminal.options.disableStdin = !interactive
      fitted()
      // The program may have been given another size before, by its agent or by another window.
      if (interactive) onResize({ cols: terminal.cols, rows: terminal.rows })
    },
    setLook({ fontSize, screenReader }) {
      terminal.options.fontSize = fontSize
      terminal.options.screenReaderMode = screenReader
      fitted()
    },
    paste: text => terminal.paste(text),
    takesPastesAsText: () => terminal.modes.bracketedPasteMode,
    find(text, direction) {
      // While it is typed, the newest match counts, not the one before the last.
      if (direction === 'newest') terminal.clearSelection()
      return direction === 'next' ? search.findNext(text) : search.findPrevious(text)
    },
    endFind: () => search.clearDecorations(),
    selection: () => terminal.getSelection(),
    links: () => linksOf(terminal, MAX_LINKS),
    clear: () => terminal.write(MODE_RESET, () => terminal.clear()),
    focus: () => terminal.focus(),
    dispose() {
      observer.disconnect()
      endTheme()
      terminal.dispose()
    },
  }
}
