import type { App } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { openTab } from '../../state/layout.ts'
import type { PanelName } from '../../state/layout.ts'
import { toggleSide } from '../../state/sides.ts'
import { addNotice, updateLayout } from '../../state/store.ts'
import { copyText } from '../../ui/clipboard.ts'
import { compactThread } from '../context/index.ts'
import type { SlashCommand } from './slash.ts'
import { t } from '../../ui/i18n/t.ts'

const FORMATS = [
  { value: 'markdown', name: t('Markdown'), about: t('To read and to paste') },
  { value: 'html', name: t('HTML'), about: t('One page for a browser') },
  { value: 'bundle', name: t('Bundle'), about: t('To import elsewhere, attachments included') },
] as const

/** What can be done with a thread that has begun. */
export function threadCommands(app: App, threadId: string): SlashCommand[] {
  const { store, actions, engine } = app
  /** A refusal becomes a notice. */
  const attempt = (run: () => Promise<void>) =>
    void run().catch((error: unknown) => addNotice(store, 'error', messageOf(error)))

  const fork = async () => {
    const forked = await engine.call('thread/fork', { commandId: crypto.randomUUID(), threadId })
    updateLayout(store, layout => openTab(layout, forked.threadId))
  }
  const exportAs = async (chosen: string) => {
    const format = FORMATS.find(({ value }) => value === chosen)?.value ?? 'markdown'
    const { path } = await engine.call('session/export', { threadId, format })
    addNotice(store, 'info', t('Exported to {path}', { path }), {
      name: t('Copy path'),
      run: () => attempt(() => copyText(path)),
    })
  }
  const archive = async () => {
    await engine.call('thread/archive', { threadId, archived: true })
    const back = () => attempt(() => engine.call('thread/archive', { threadId, archived: false }).then(() => {}))
    addNotice(store, 'info', t('Archived.'), { name: t('Undo'), run: back })
  }
  return [
    { name: 'compact', about: t('Compact the context of this thread'), run: () => void compactThread(app, threadId) },
    { name: 'diff', about: t('Show what changed in files'), run: () => showPanel(app, 'changes') },
    {
      name: 'undo',
      about: t('Undo what the last turn did to files'),
      run: () => store.setState({ overlay: 'undo' }),
    },
    { name: 'fork', about: t('Go on from here in a thread of its own'), run: () => attempt(fork) },
    { name: 'agents', about: t('Show the agents of this thread'), run: () => showPanel(app, 'agents') },
    {
      name: 'rename',
      about: t('Give this thread another name'),
      hint: t('<name>'),
      needsRest: true,
      run: title => void actions.rename(threadId, title),
    },
    {
      name: 'export',
      about: t('Write this thread to a file'),
      choices: FORMATS,
      run: to => attempt(() => exportAs(to)),
    },
    { name: 'archive', about: t('Put this thread away'), run: () => attempt(archive) },
  ]
}

function showPanel({ store }: App, name: PanelName): void {
  updateLayout(store, layout => ({ ...layout, panelTab: name }))
  toggleSide(store, 'panel', true)
}
