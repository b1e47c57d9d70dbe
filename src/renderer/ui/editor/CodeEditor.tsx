import '../visibleText.css'
import './codeEditor.css'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { Skeleton } from '../Skeleton.tsx'
import type { EditorKnowledge, EditorLanguage, EditorPlace, EditorProblem } from './editing.ts'
import type { Editor } from './view.ts'
import { t } from '../i18n/t.ts'

interface CodeEditorProps extends EditorKnowledge {
  /** What is written here, for screen readers. */
  label: string
  value: string
  language: EditorLanguage
  readOnly?: boolean
  /** Marked in the text. */
  problems?: readonly EditorProblem[]
  /** Where the caret goes and the focus with it; another object goes there again. */
  place?: EditorPlace | null
  onChange?(text: string): void
  /** Mod+S. */
  onSave?(): void
}

const NO_PROBLEMS: readonly EditorProblem[] = []

/**
 * A text editor with line numbers, colours, marks, completion and help. It loads when it is first shown. Tab leaves it as
 * it leaves any field; Mod+] and Mod+[ indent; Escape closes what is open in it, and then leaves it.
 */
export function CodeEditor({
  label,
  value,
  language,
  readOnly = false,
  problems = NO_PROBLEMS,
  place = null,
  complete,
  help,
  onChange,
  onSave,
}: CodeEditorProps) {
  const parent = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const keysId = useId()
  const knowledge = useEffectEvent((): EditorKnowledge => ({ ...(complete && { complete }), ...(help && { help }) }))
  const changed = useEffectEvent((text: string) => onChange?.(text))
  const save = useEffectEvent(() => onSave?.())
  const first = useEffectEvent(() => ({ text: value, readOnly }))

  useEffect(() => {
    let gone = false
    let made: Editor | null = null
    void import('./view.ts').then(({ createEditor }) => {
      if (gone || !parent.current) return
      made = createEditor({
        ...first(),
        parent: parent.current,
        language,
        attributes: { 'aria-label': label, 'aria-describedby': keysId },
        knowledge: () => knowledge(),
        onChange: text => changed(text),
        onSave: () => save(),
      })
      setEditor(made)
    })
    return () => {
      gone = true
      setEditor(null)
      made?.destroy()
    }
  }, [language, label, keysId])

  useEffect(() => editor?.setText(value), [editor, value])
  useEffect(() => editor?.setReadOnly(readOnly), [editor, readOnly])
  useEffect(() => editor?.setProblems(problems), [editor, problems])
  useEffect(() => {
    if (place) editor?.show(place)
  }, [editor, place])

  return (
    <div className="codeEditor">
      {editor === null && <Skeleton lines={[40, 55, 30]} label={t('Loading the editor')} />}
      <div ref={parent} className="codeEditorView" />
      <p id={keysId} className="srOnly">
        {t('Tab leaves the editor. F8 goes to the next problem.')}
      </p>
    </div>
  )
}
