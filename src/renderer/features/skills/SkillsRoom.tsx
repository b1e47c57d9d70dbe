import './skills.css'
import { Import, Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { useApp } from '../../state/app.ts'
import { useFolders } from '../../state/folders.ts'
import { useLookAt } from '../../state/lookAt.ts'
import { Button } from '../../ui/Button.tsx'
import { baseName } from '../../ui/format.ts'
import { Picker } from '../../ui/Picker.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { t } from '../../ui/i18n/t.ts'
import { PromptsPage } from '../prompts/index.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { NewSkillDialog } from './NewSkillDialog.tsx'
import { SkillsPage } from './SkillsPage.tsx'
import type { Selection } from './useReading.ts'
import { TryMessage } from './TryMessage.tsx'
import { useSkills } from './useSkills.ts'

/** The skills of a folder, the prompts, and a place to see what a message would bring along. */
export function SkillsRoom() {
  const folders = useFolders()
  const chosen = useApp(state => state.newThread.cwd)
  const [picked, setPicked] = useState<string | null>(null)
  const cwd = picked ?? chosen ?? folders[0]?.path ?? null
  return <RoomOfFolder key={cwd ?? ''} cwd={cwd} onPick={setPicked} />
}

function RoomOfFolder({ cwd, onPick }: { cwd: string | null; onPick(cwd: string): void }) {
  const skills = useSkills(cwd)
  const [tab, setTab] = useState('skills')
  const [dialog, setDialog] = useState<'new' | 'import' | null>(null)
  const [selection, setSelection] = useState<Selection>({ path: null, toDetail: false })
  const [message, setMessage] = useState('')
  const [prompt, setPrompt] = useState<string | null>(null)
  const show = (path: string) => {
    setTab('skills')
    setSelection({ path, toDetail: true })
    skills.list.reload()
  }
  useLookAt('skill', show)
  useLookAt('prompt', path => {
    setTab('prompts')
    setPrompt(path)
  })
  const tryOut = (name: string) => {
    setMessage(`$${name} `)
    setTab('try')
  }
  return (
    <>
      <RoomHeader title={t('Skills')}>
        {/* Prompts are the same in every folder. */}
        {tab !== 'prompts' && (
          <>
            {cwd !== null && <FolderPicker cwd={cwd} onPick={onPick} />}
            <Button icon={Import} onClick={() => setDialog('import')}>
              {t('Import…')}
            </Button>
            <Button icon={Plus} onClick={() => setDialog('new')}>
              {t('New skill')}
            </Button>
          </>
        )}
      </RoomHeader>
      <Tabs.Root className="skillsRoom" value={tab} onValueChange={setTab}>
        <Tabs.List className="skillsTabs" aria-label={t('Skills and prompts')}>
          <Tabs.Trigger value="skills" className="skillsTab">
            {t('Skills')} <span className="skillsCount">{skills.list.result?.skills.length ?? ''}</span>
          </Tabs.Trigger>
          <Tabs.Trigger value="prompts" className="skillsTab">
            {t('Prompts')}
          </Tabs.Trigger>
          <Tabs.Trigger value="try" className="skillsTab">
            {t('Try a message')}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="skills" className="skillsContent" tabIndex={-1}>
          <SkillsPage skills={skills} selection={selection} onSelect={setSelection} onTry={tryOut} />
        </Tabs.Content>
        <Tabs.Content value="prompts" className="skillsContent" tabIndex={-1}>
          <PromptsPage selected={prompt} onSelect={setPrompt} />
        </Tabs.Content>
        <Tabs.Content value="try" className="skillsContent" tabIndex={-1}>
          <TryMessage cwd={cwd} version={skills.version} text={message} onChange={setMessage} onShow={show} />
        </Tabs.Content>
      </Tabs.Root>
      {dialog === 'new' && <NewSkillDialog cwd={cwd} onCreated={show} onClose={() => setDialog(null)} />}
      {dialog === 'import' && <ImportDialog cwd={cwd} onShow={show} onClose={() => setDialog(null)} />}
    </>
  )
}

function FolderPicker({ cwd, onPick }: { cwd: string; onPick(cwd: string): void }) {
  const folders = useFolders()
  const paths = [...new Set([cwd, ...folders.map(({ path }) => path)])]
  return (
    <Picker
      label={t('Folder whose skills count')}
      align="end"
      value={cwd}
      choices={paths.map(path => ({ value: path, name: baseName(path), about: path }))}
      onChange={onPick}
    />
  )
}
