import './helpDialog.css'
import type { Prompt } from '../../../contract/skills.ts'
import { useQuery } from '../../state/engine.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { chordLabel } from '../../ui/platform.ts'
import type { SlashCommand } from './slash.ts'
import { promptOptions } from './usedPrompt.ts'
import { t } from '../../ui/i18n/t.ts'

interface HelpProps {
  cwd: string | null
  commands: readonly SlashCommand[]
  onClose(): void
}

const NONE: readonly Prompt[] = []

/** All that can be written with a slash here, and what else the field understands. */
export function HelpDialog({ cwd, commands, onClose }: HelpProps) {
  const { result, failure } = useQuery('prompts/list', cwd === null ? {} : { cwd })
  return (
    <Dialog title={t('What you can write')} width={640} onClose={onClose}>
      <div className="helpDialog" tabIndex={0} role="region" aria-label={t('Commands and prompts')}>
        <Entries
          title={t('Commands')}
          entries={commands
            .toSorted((a, b) => a.name.localeCompare(b.name))
            .map(({ name, hint, about }) => ({ name: `/${name}`, hint, about }))}
        />
        <Entries title={t('Prompts')} entries={promptOptions('', result?.prompts ?? NONE)} />
        {failure !== null && (
          <p className="helpDialog-note">{t('The prompts could not be read. {failure}', { failure })}</p>
        )}
        <Entries
          title={t('In a message')}
          entries={[
            { name: t('@file'), about: t('Names a file or folder') },
            { name: t('$name'), about: t('Uses a skill') },
            { name: t('!command'), about: t('Runs a command of your own; the agent reads what it prints') },
            { name: t('/prompts:name'), about: t('Uses a prompt, also where a command has its name') },
            {
              name: chordLabel('arrowup'),
              about: t('Brings back what you said before, from the beginning of the text'),
            },
            { name: chordLabel('ctrl+r'), about: t('Searches what you said before') },
            { name: chordLabel('mod+s'), about: t('Puts the message aside, or takes it back') },
          ]}
        />
      </div>
    </Dialog>
  )
}

interface Entry {
  name: string
  hint?: string | undefined
  about: string
}

const Entries = ({ title, entries }: { title: string; entries: readonly Entry[] }) => (
  <section>
    <h3>{title}</h3>
    <dl>
      {entries.map(({ name, hint, about }) => (
        <div key={name} className="helpDialog-entry">
          <dt>
            {name} {hint !== undefined && <span className="helpDialog-hint">{hint}</span>}
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
  </section>
)
