import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { RefObject } from 'react'
import type { ShellView, TerminalView } from '../../../contract/terminals.ts'
import { useThread } from '../../state/app.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { duration, relativeTo } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Menu, MenuItem, MenuRule, MenuToggle } from '../../ui/Menu.tsx'
import { useClock } from '../../ui/useClock.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { endedWith } from './entries.ts'
import type { TerminalEntry } from './entries.ts'
import { FIND_CHORD } from './keys.ts'
import { openOutside } from './openOutside.ts'
import { sizeOf } from './look.ts'
import type { TerminalLook } from './look.ts'
import { RenameDialog } from './RenameDialog.tsx'
import type { Screen } from './screen.ts'

interface TerminalBarProps {
  entry: TerminalEntry
  look: TerminalLook
  screen: RefObject<Screen | null>
  onLook(look: TerminalLook): void
  onFind(): void
}

/** What a terminal is, and what can be done with it. */
export function TerminalBar({ entry, look, screen, onLook, onFind }: TerminalBarProps) {
  return (
    <div className="terminalBar">
      {entry.kind === 'agent' ? <AgentFacts terminal={entry.terminal} /> : <ShellFacts shell={entry.shell} />}
      <div className="terminalActions">
        {entry.kind === 'agent' ? <AgentActions terminal={entry.terminal} /> : <ShellActions shell={entry.shell} />}
        <MoreMenu entry={entry} look={look} screen={screen} onLook={onLook} onFind={onFind} />
      </div>
    </div>
  )
}

function AgentFacts({ terminal }: { terminal: TerminalView }) {
  const { sessionId, threadId, workdir, sandboxed, startedAt, held, exitCode, command } = terminal
  const cwd = useThread(threadId, thread => thread.cwd) ?? ''
  return (
    <>
      <code className="terminalCommand">
        <VisibleText text={command} />
      </code>
      <div className="terminalAbout">
        <p className="terminalFacts" role="status">
          {exitCode !== null
            ? endedWith(exitCode)
            : held
              ? t('You type here. The agent has been told, and cannot.')
              : t('The agent’s. You watch.')}
        </p>
        <p className="terminalFacts">
          {t('session {sessionId}', { sessionId })}
          {exitCode === null && (
            <>
              {' · '}
              <Running since={startedAt} />
            </>
          )}
          {workdir !== cwd && ` · ${t('in {folder}', { folder: relativeTo(cwd, workdir) })}`}
          {!sandboxed && ` · ${t('outside the sandbox')}`}
        </p>
      </div>
    </>
  )
}

const Running = ({ since }: { since: number }) =>
  duration(Math.max(0, Math.floor((useClock(1000) - since) / 1000)) * 1000)

function ShellFacts({ shell: { cwd, exitCode } }: { shell: ShellView }) {
  return (
    <div className="terminalAbout">
      <p className="terminalFacts">{t('Your shell: not sandboxed, and out of reach of agents.')}</p>
      <p className="terminalFacts" role="status">
        {exitCode === null ? t('in {folder}', { folder: cwd }) : endedWith(exitCode)}
      </p>
    </div>
  )
}

function AgentActions({ terminal: { sessionId, tty, held, exitCode } }: { terminal: TerminalView }) {
  const command = useCommand()
  const [asked, setAsked] = useState(false)
  if (exitCode !== null) {
    return <Button onClick={() => void command('terminal/dismiss', { sessionId })}>{t('Dismiss')}</Button>
  }
  const kill = async () => {
    setAsked(true)
    if (!(await command('terminal/kill', { sessionId }))) setAsked(false)
  }
  return (
    <>
      {tty && (
        <Button onClick={() => void command('terminal/hold', { sessionId, held: !held })}>
          {held ? t('Hand back') : t('Take over')}
        </Button>
      )}
      <Button disabled={asked} aria-label={t('Stop session {sessionId}', { sessionId })} onClick={() => void kill()}>
        {t('Stop')}
      </Button>
    </>
  )
}

function ShellActions({ shell: { shellId, exitCode } }: { shell: ShellView }) {
  const command = useCommand()
  return (
    <>
      {exitCode !== null && <Button onClick={() => void command('shell/restart', { shellId })}>{t('Restart')}</Button>}
      <Button onClick={() => void command('shell/close', { shellId })}>{t('Close')}</Button>
    </>
  )
}

function MoreMenu({ entry, look, screen, onLook, onFind }: TerminalBarProps) {
  const [renames, setRenames] = useState(false)
  const [links, setLinks] = useState<readonly string[]>([])
  const { fontSize, screenReader } = look
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} label={t('More')} />}
        onOpenChange={open => open && setLinks(screen.current?.links() ?? [])}
      >
        <MenuItem chord={FIND_CHORD} onSelect={onFind}>
          {t('Find')}
        </MenuItem>
        <MenuItem onSelect={() => screen.current?.clear()}>{t('Clear')}</MenuItem>
        {entry.kind === 'shell' && <MenuItem onSelect={() => setRenames(true)}>{t('Rename…')}</MenuItem>}
        <MenuRule />
        <MenuItem onSelect={() => onLook({ ...look, fontSize: sizeOf(fontSize + 1) })}>{t('Larger text')}</MenuItem>
        <MenuItem onSelect={() => onLook({ ...look, fontSize: sizeOf(fontSize - 1) })}>{t('Smaller text')}</MenuItem>
        <MenuToggle
          on={screenReader}
          about={t('Tells rows to screen readers as they come.')}
          onChange={on => onLook({ ...look, screenReader: on })}
        >
          {t('For screen readers')}
        </MenuToggle>
        {links.length > 0 && <MenuRule />}
        {links.map(href => (
          <MenuItem key={href} onSelect={() => openOutside(href)}>
            <span className="terminalLink truncate">
              <VisibleText text={href} />
            </span>
          </MenuItem>
        ))}
      </Menu>
      {renames && entry.kind === 'shell' && <RenameDialog shell={entry.shell} onClose={() => setRenames(false)} />}
    </>
  )
}
