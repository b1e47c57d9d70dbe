import './rules.css'
import { Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useRef, useState } from 'react'
import type { Params } from '../../../contract/router.ts'
import { useApp } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { useFolders } from '../../state/folders.ts'
import { Button } from '../../ui/Button.tsx'
import { baseName } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { RecentCommands } from './RecentCommands.tsx'
import { RuleDialog } from './RuleDialog.tsx'
import { RuleFiles } from './RuleFiles.tsx'
import { Simulator } from './Simulator.tsx'
import { useTriedSettings } from './useTriedSettings.ts'

/** Which commands run, ask or are refused: the rules by file, and a place to try them. */
export function RulesRoom() {
  const folders = useFolders()
  const chosen = useApp(state => state.newThread.cwd)
  const [picked, setPicked] = useState<string | null>(null)
  const cwd = picked ?? chosen ?? folders[0]?.path ?? null
  return (
    <>
      {cwd === null ? (
        <>
          <RoomHeader title={t('Rules')} />
          <p className="rulesEmpty">
            {t('Rules show here once you have worked in a folder: which of them count depends on it.')}
          </p>
        </>
      ) : (
        <RulesOfFolder key={cwd} cwd={cwd} onPick={setPicked} />
      )}
    </>
  )
}

type NewRule = Pick<Params<'rules/add'>, 'prefix' | 'decision'>

function RulesOfFolder({ cwd, onPick }: { cwd: string; onPick(cwd: string): void }) {
  const folders = useFolders()
  const list = useQuery('rules/list', { cwd })
  const [adding, setAdding] = useState<NewRule | null>(null)
  const [line, setLine] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const tried = useTriedSettings(cwd)
  const files = list.result?.files ?? []
  const count = files.reduce((sum, file) => sum + file.rules.length + file.networkRules.length, 0)
  // What a command comes to is asked again when a rule was added or taken away.
  const version = JSON.stringify(list.result)
  const tryOut = (command: string) => {
    setLine(command)
    input.current?.focus()
    input.current?.scrollIntoView({ block: 'center' })
  }
  return (
    <>
      <RoomHeader title={t('Rules')}>
        <Picker
          label={t('Folder whose rules count')}
          align="end"
          value={cwd}
          choices={[...new Set([cwd, ...folders.map(({ path }) => path)])].map(path => ({
            value: path,
            name: baseName(path),
            about: path,
          }))}
          onChange={onPick}
        />
        <Button icon={Plus} onClick={() => setAdding({ prefix: [], decision: 'allow' })}>
          {t('Add rule')}
        </Button>
      </RoomHeader>
      <div className="rulesScroll">
        <div className="rulesColumn">
          <Simulator
            input={input}
            cwd={cwd}
            line={line}
            version={version}
            tried={tried}
            onChange={setLine}
            onAllow={prefix => setAdding({ prefix, decision: 'allow' })}
          />
          <Tabs.Root defaultValue="files">
            <Tabs.List className="rulesTabs" aria-label={t('Rules and commands')}>
              <Tabs.Trigger value="files" className="rulesTab">
                {t('Rules by file')} <span className="rulesCount">{count}</span>
              </Tabs.Trigger>
              <Tabs.Trigger value="recent" className="rulesTab">
                {t('Last real commands')}
              </Tabs.Trigger>
            </Tabs.List>
            <Tabs.Content value="files" tabIndex={-1}>
              <RuleFiles cwd={cwd} list={list} />
            </Tabs.Content>
            <Tabs.Content value="recent" tabIndex={-1}>
              <RecentCommands cwd={cwd} version={version} settings={tried.settings} onTry={tryOut} />
            </Tabs.Content>
          </Tabs.Root>
        </div>
      </div>
      {adding && <RuleDialog cwd={cwd} rule={adding} onAdded={list.reload} onClose={() => setAdding(null)} />}
    </>
  )
}
