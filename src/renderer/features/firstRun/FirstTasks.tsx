import { useActions, useApp, useDraft } from '../../state/app.ts'
import { NEW_TAB } from '../../state/layout.ts'
import { t } from '../../ui/i18n/t.ts'

interface Task {
  name: string
  /** What goes into the message field, to be read, changed and sent. */
  words: string
}

const TASKS: readonly Task[] = [
  {
    name: t('Explain this project'),
    words: t('Explain what this project does, how it is built and where to begin reading. Change nothing.'),
  },
  {
    name: t('Find something to fix'),
    words: t('Run the tests and look for one small thing that is broken. Tell me what it is, then fix it.'),
  },
  {
    name: t('Look over my changes'),
    words: t('Review my uncommitted changes: mistakes first, then what is hard to read. Change nothing.'),
  },
  { name: t('Write AGENTS.md'), words: '/init ' },
]

/** What the rehearsal model knows to play: it understands nothing else. */
const SCENES: readonly Task[] = [
  { name: t('Show me around'), words: t('Show me around') },
  { name: t('Only look'), words: 'look' },
  { name: t('What it can play'), words: 'help' },
]

/** Beginnings for a folder that no thread has worked in yet, as long as nothing is written. */
export function FirstTasks() {
  const [draft, write] = useDraft(NEW_TAB)
  const { settings } = useApp(state => state.newThread)
  const cwd = useApp(state => state.newThread.cwd)
  const isFresh = useApp(
    state => state.summaries !== null && !Object.values(state.summaries).some(thread => thread.cwd === cwd),
  )
  const { newThread } = useActions()
  if (!settings || cwd === null || !isFresh || draft.trim() !== '') return null
  const isRehearsal = settings.provider === 'rehearsal'
  const take = (words: string) => {
    write(words)
    newThread()
    document.querySelector<HTMLElement>('main textarea')?.focus()
  }
  return (
    <section className="firstTasks" aria-label={t('First tasks')}>
      <h2>{isRehearsal ? t('To look around') : t('A first task')}</h2>
      <div className="firstTasksRow">
        {(isRehearsal ? SCENES : TASKS).map(({ name, words }) => (
          <button key={name} type="button" className="firstTask" title={words} onClick={() => take(words)}>
            {name}
          </button>
        ))}
      </div>
      {isRehearsal && <p>{t('For a real task choose a model on this machine or a service with a key.')}</p>}
    </section>
  )
}
