import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import type { CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import type { Text } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import type { KeyBinding } from '@codemirror/view'
import { codePoint, HIDDEN } from '../hiddenText.ts'
import { changeBetween, lineBreakOf, withPlainBreaks } from './editing.ts'
import type { EditorHelp, EditorKnowledge, EditorLanguage, EditorPlace, EditorProblem } from './editing.ts'
import { languageOf } from './languages.ts'
import { t } from '../i18n/t.ts'

export interface EditorOptions {
  parent: HTMLElement
  text: string
  language: EditorLanguage
  /** Attributes of the text field, for screen readers. */
  attributes: Record<string, string>
  readOnly: boolean
  /** Asked anew each time. */
  knowledge(): EditorKnowledge
  onChange(text: string): void
  /** The chord for saving was pressed. */
  onSave(): void
}

/** An editor that is on screen. */
export interface Editor {
  setText(text: string): void
  setProblems(problems: readonly EditorProblem[]): void
  setReadOnly(readOnly: boolean): void
  /** Takes the focus and the caret to a place. */
  show(place: EditorPlace): void
  focus(): void
  destroy(): void
}

/** Puts an editor on the page. */
export function createEditor(options: EditorOptions): Editor {
  const { parent, text, language, attributes, readOnly, knowledge } = options
  const writable = new Compartment()
  const access = (only: boolean) => [EditorState.readOnly.of(only), EditorView.editable.of(!only)]
  let isOwnChange = false
  // The file keeps its line breaks, whatever the editor makes of them.
  let lineBreak = lineBreakOf(text)
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce()),
        lineNumbers(),
        lintGutter(),
        history(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightSpecialChars({ specialChars: HIDDEN, render: hiddenMark }),
        EditorView.lineWrapping,
        languageOf(language),
        autocompletion({ override: [completions(knowledge)], icons: false }),
        hoverTooltip((shown, offset) => tooltip(knowledge().help?.(shown.state.doc.toString(), offset) ?? null)),
        keymap.of([...ownKeys(options), ...closeBracketsKeymap, ...searchKeymap, ...historyKeymap]),
        keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, { key: 'Escape', run: leave }]),
        // Read only is not out of reach: the caret still goes through it.
        EditorView.contentAttributes.of({ ...attributes, tabindex: '0' }),
        writable.of(access(readOnly)),
        EditorView.updateListener.of(update => {
          if (update.docChanged && !isOwnChange)
            options.onChange(update.state.doc.toString().replaceAll('\n', lineBreak))
        }),
      ],
    }),
  })
  return {
    setText(next) {
      lineBreak = lineBreakOf(next)
      const changes = changeBetween(view.state.doc.toString(), withPlainBreaks(next))
      if (!changes) return
      isOwnChange = true
      // A step of its own: undoing it brings back what was typed just before.
      view.dispatch({ changes, annotations: isolateHistory.of('full') })
      isOwnChange = false
    },
    setProblems(problems) {
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.map(problem => diagnostic(view.state.doc, problem)),
        ),
      )
    },
    setReadOnly: only => view.dispatch({ effects: writable.reconfigure(access(only)) }),
    show(place) {
      const anchor = offsetOf(view.state.doc, place)
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
      view.focus()
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

/** A character that would not be seen, as everywhere else. */
function hiddenMark(code: number): HTMLElement {
  const mark = document.createElement('span')
  mark.className = 'hiddenCharacter'
  mark.title = t('A character you would not see')
  mark.textContent = codePoint(String.fromCodePoint(code))
  return mark
}

/** What the policy of the page lets in as style. */
const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/** Tab goes on to the next control, as everywhere else; Escape leaves once nothing is open that it would close. */
const ownKeys = ({ onSave }: EditorOptions): KeyBinding[] => [
  { key: 'Tab', run: acceptCompletion },
  {
    key: 'Mod-s',
    run() {
      onSave()
      return true
    },
  },
]

/** The page is where it was: Tab goes on from here. */
function leave({ contentDOM }: EditorView): boolean {
  contentDOM.blur()
  return true
}

const completions =
  (knowledge: () => EditorKnowledge): CompletionSource =>
  context => {
    const found = knowledge().complete?.(context.state.doc.toString(), context.pos)
    // Without a word begun they come only when asked for.
    if (!found || (found.from === context.pos && !context.explicit)) return null
    return {
      from: found.from,
      ...(found.to === undefined ? {} : { to: found.to }),
      options: found.options.map(({ text, detail, about }) => ({
        label: text,
        ...(detail === undefined ? {} : { detail }),
        ...(about === undefined ? {} : { info: about }),
      })),
    }
  }

const tooltip = (help: EditorHelp | null) =>
  help && {
    pos: help.from,
    end: help.to,
    create() {
      const dom = element('div', 'editorHelp')
      dom.append(element('p', 'editorHelpTitle', help.title))
      dom.append(...help.about.map(paragraph => element('p', 'editorHelpAbout', paragraph)))
      return { dom }
    },
  }

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

/** Never outside the text: what is said of it may be older than it. */
function offsetOf(doc: Text, { line, column }: EditorPlace): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines))
  return Math.min(found.from + Math.max(0, (column ?? 1) - 1), found.to)
}

/** From its column to the end of the word, or of the line. */
function diagnostic(doc: Text, { severity, message, line, column }: EditorProblem) {
  const from = offsetOf(doc, { line: line ?? 1, column: column ?? 1 })
  const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from)
  const length = (column === null || column === undefined ? rest : (/^[\w.-]+/.exec(rest)?.[0] ?? rest)).trimEnd()
    .length
  return { from, to: from + length, severity, message }
}
