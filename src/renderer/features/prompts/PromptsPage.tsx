import './prompts.css'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Prompt } from '../../../contract/skills.ts'
import { useEngine } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { NameDialog } from './NameDialog.tsx'
import { PromptDetail } from './PromptDetail.tsx'
import { PromptList } from './PromptList.tsx'
import { usePromptActions, usePrompts } from './usePrompts.ts'
import { TEMPLATE } from './words.ts'
import { t } from '../../ui/i18n/t.ts'

type Naming = { type: 'create'; name: string; text: string } | { type: 'rename'; prompt: Prompt }

interface PromptsPageProps {
  /** The prompt that is looked at; null for the first one. */
  selected: string | null
  onSelect(path: string | null): void
}

/** The prompts that can be written with a slash: a list of them beside the one that is looked at. */
export function PromptsPage({ selected, onSelect: setSelected }: PromptsPageProps) {
  const list = usePrompts()
  const actions = usePromptActions(list)
  const [naming, setNaming] = useState<Naming | null>(null)
  /** What is written and not saved, by path. */
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({})
  const frame = useRef<HTMLDivElement>(null)
  const prompts = list.result?.prompts ?? []
  const prompt = prompts.find(({ path }) => path === selected) ?? prompts[0]
  const textOf = ({ path, text }: Prompt) => drafts[path] ?? text
  const forget = ({ path }: Prompt) =>
    setDrafts(before => Object.fromEntries(Object.entries(before).filter(([of]) => of !== path)))

  const save = async (saved: Prompt) => {
    const text = textOf(saved)
    if (text !== saved.text && (await actions.save(saved, text))) forget(saved)
  }
  const remove = async (gone: Prompt) => {
    if (!(await actions.remove(gone))) return
    forget(gone)
    const next = prompts.find(({ path, shadowed }) => path !== gone.path && !shadowed)
    setSelected(next?.path ?? null)
    focusLine(frame.current)
  }
  return (
    <div className="prompts" ref={frame}>
      <div className="promptsSide">
        <Button icon={Plus} onClick={() => setNaming({ type: 'create', name: '', text: TEMPLATE })}>
          {t('New prompt')}
        </Button>
        {list.result === null && list.failure === null && (
          <Skeleton lines={[50, 80, 65]} label={t('Loading the prompts')} />
        )}
        {list.failure !== null && <p className="promptsProblem">{list.failure}</p>}
        <PromptList
          prompts={prompts}
          selected={prompt?.path ?? null}
          isChanged={each => textOf(each) !== each.text}
          onSelect={({ path }) => setSelected(path)}
          onRename={each => setNaming({ type: 'rename', prompt: each })}
          onRemove={each => void remove(each)}
        />
        {list.result?.problems.map(problem => (
          <p key={problem} className="promptsProblem">
            {problem}
          </p>
        ))}
      </div>
      {prompt && (
        <PromptDetail
          key={prompt.path}
          prompt={prompt}
          text={textOf(prompt)}
          onChange={text => setDrafts(before => ({ ...before, [prompt.path]: text }))}
          onSave={() => void save(prompt)}
          onDiscard={() => forget(prompt)}
          onRename={() => setNaming({ type: 'rename', prompt })}
          onRemove={() => void remove(prompt)}
          onCopy={() => setNaming({ type: 'create', name: prompt.name, text: prompt.text })}
        />
      )}
      {naming && (
        <Naming
          naming={naming}
          onNamed={path => {
            const renamed = naming.type === 'rename' ? drafts[naming.prompt.path] : undefined
            if (renamed !== undefined) setDrafts(before => ({ ...before, [path]: renamed }))
            setSelected(path)
            list.reload()
          }}
          onClose={() => setNaming(null)}
        />
      )}
    </div>
  )
}

interface NamingProps {
  naming: Naming
  onNamed(path: string): void
  onClose(): void
}

/** Names a prompt that is new, or one that is there. */
function Naming({ naming, onNamed, onClose }: NamingProps) {
  const engine = useEngine()
  if (naming.type === 'create') {
    const create = async (name: string) =>
      onNamed((await engine.call('prompt/create', { name, text: naming.text })).path)
    return (
      <NameDialog title={t('New prompt')} action={t('Create')} name={naming.name} onName={create} onClose={onClose} />
    )
  }
  const { path, name: before } = naming.prompt
  const rename = async (name: string) => {
    if (name !== before) onNamed((await engine.call('prompt/rename', { path, name })).path)
  }
  return (
    <NameDialog
      title={t('Rename {name}', { name: before })}
      action={t('Rename')}
      name={before}
      onName={rename}
      onClose={onClose}
    />
  )
}

/** The line that was deleted took the focus with it. */
const focusLine = (frame: HTMLElement | null): void =>
  void requestAnimationFrame(() => frame?.querySelector<HTMLElement>('.promptLine')?.focus())
