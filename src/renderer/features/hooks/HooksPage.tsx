import './hooks.css'
import { useState } from 'react'
import type { Hook } from '../../../contract/hooks.ts'
import type { Result } from '../../../contract/router.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { useApp } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { useFolders } from '../../state/folders.ts'
import { useCommand } from '../../state/useCommand.ts'
import { baseName } from '../../ui/format.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { HookCard } from './HookCard.tsx'
import { HookRuns } from './HookRuns.tsx'
import { EXAMPLE, placeWords } from './words.ts'

/** The programs that run when something happens: which there are, whether they may, and how they ran lately. */
export function HooksPage() {
  const folders = useFolders()
  const chosen = useApp(state => state.newThread.cwd)
  const [picked, setPicked] = useState<string | null>(null)
  const cwd = picked ?? chosen ?? folders[0]?.path ?? null
  const { result, failure, reload } = useQuery('hooks/list', cwd === null ? {} : { cwd })
  const run = useCommand()
  const answer = async (id: string, given: boolean) => {
    if (cwd === null) return
    await run('hook/consent', { cwd, id, given })
    reload()
  }
  return (
    <div className="hooks">
      <p className="hooksIntro">
        {t(
          'Hooks are programs that run when a session, a message, a tool or a turn begins or ends. They can refuse a message or a tool, and change what a tool is given. They run outside the sandbox, as you.',
        )}
      </p>
      {cwd !== null && (
        <Picker
          label={t('Folder')}
          value={cwd}
          choices={[...new Set([cwd, ...folders.map(({ path }) => path)])].map(path => ({
            value: path,
            name: baseName(path),
            about: path,
          }))}
          onChange={setPicked}
        />
      )}
      {failure !== null && (
        <p className="hookProblem" role="alert">
          {failure}
        </p>
      )}
      {result ? <Found result={result} onAnswer={(id, given) => void answer(id, given)} /> : null}
      {!result && failure === null && <Skeleton lines={[50, 80, 60]} label={t('Loading hooks')} />}
    </div>
  )
}

interface FoundProps {
  result: Result<'hooks/list'>
  onAnswer(id: string, given: boolean): void
}

function Found({ result: { hooks, notify }, onAnswer }: FoundProps) {
  const isAsked = ({ consent, problem }: Hook) => consent === 'asked' && problem === null
  const asked = hooks.filter(isAsked)
  const list = (title: string, some: readonly Hook[]) =>
    some.length > 0 && (
      <section className="hooksPart" aria-label={title}>
        <h3>{title}</h3>
        <ul>
          {some.map(hook => (
            <HookCard key={hook.id} hook={hook} onAnswer={given => onAnswer(hook.id, given)} />
          ))}
        </ul>
      </section>
    )
  return (
    <>
      {list(t('They wait for your word'), asked)}
      {list(
        t('Of this project'),
        hooks.filter(hook => hook.layer === 'project' && !isAsked(hook)),
      )}
      {list(
        t('Yours'),
        hooks.filter(({ layer }) => layer !== 'project'),
      )}
      {hooks.length === 0 && <NoHooks />}
      <section className="hooksPart" aria-label={t('At the end of each turn')}>
        <h3>{t('At the end of each turn')}</h3>
        {notify ? (
          <>
            <pre className="hookCommand" tabIndex={0} aria-label={t('Command that is told of the end of each turn')}>
              <VisibleText text={commandText(notify)} />
            </pre>
            <p className="hookPlace mono">
              <VisibleText text={placeWords(notify.file, notify.line)} />
            </p>
          </>
        ) : (
          <p className="hooksQuiet">
            {tx('No program is told. Set {key} in your config.toml to a program and its arguments.', {
              key: <code>notify</code>,
            })}
          </p>
        )}
      </section>
      <section className="hooksPart" aria-label={t('Ran lately')}>
        <h3>{t('Ran lately')}</h3>
        <HookRuns hooks={hooks} />
      </section>
    </>
  )
}

const NoHooks = () => (
  <section className="hooksPart" aria-label={t('No hooks yet')}>
    <h3>{t('No hooks yet')}</h3>
    <p className="hooksQuiet">
      {t(
        'Put this into your config.toml, with a program of yours. It reads what is about to run as JSON; when it ends with exit code 2, the tool does not run, and the agent reads what it printed as an error.',
      )}
    </p>
    <div className="hookExample">
      <pre className="hookCommand" tabIndex={0} aria-label={t('Example')}>
        {EXAMPLE}
      </pre>
      <CopyButton text={EXAMPLE} label={t('Copy the example')} />
    </div>
  </section>
)
