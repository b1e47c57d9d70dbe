import { lazy, Suspense, useRef, useState } from 'react'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { exitCodeOf } from './entries.ts'
import type { TerminalEntry } from './entries.ts'
import { FindBar } from './FindBar.tsx'
import { keepLook, keptLook } from './look.ts'
import type { TerminalLook } from './look.ts'
import type { Screen } from './screen.ts'
import { TerminalBar } from './TerminalBar.tsx'

const TerminalScreen = lazy(async () => ({ default: (await import('./TerminalScreen.tsx')).TerminalScreen }))

/** One terminal with what is known of it and what can be done with it. */
export function TerminalView({ entry, onBell }: { entry: TerminalEntry; onBell(): void }) {
  const [look, setLook] = useState(keptLook)
  const [finds, setFinds] = useState(false)
  const screen = useRef<Screen | null>(null)
  const interactive =
    exitCodeOf(entry) === null && (entry.kind === 'shell' || (entry.terminal.held && entry.terminal.tty))
  const changeLook = (next: TerminalLook) => {
    setLook(next)
    keepLook(next)
  }
  const endFind = () => {
    setFinds(false)
    screen.current?.endFind()
    screen.current?.focus()
  }
  return (
    <div className="terminalView">
      <TerminalBar entry={entry} look={look} screen={screen} onLook={changeLook} onFind={() => setFinds(true)} />
      {finds && (
        <FindBar find={(text, direction) => screen.current?.find(text, direction) ?? false} onClose={endFind} />
      )}
      <Suspense fallback={<Skeleton lines={[70, 40, 90]} label={t('Loading the terminal')} />}>
        <TerminalScreen
          terminalId={entry.id}
          name={entry.name}
          plain={entry.kind === 'agent' && !entry.terminal.tty}
          interactive={interactive}
          look={look}
          onScreen={made => {
            screen.current = made
          }}
          onFind={() => setFinds(true)}
          onBell={onBell}
        />
      </Suspense>
    </div>
  )
}
