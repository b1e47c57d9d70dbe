import './helpDialog.css'
import type { Prompt } from '../../../contract/skills.ts'
import { useQuery } from '../../state/engine.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import type { SlashCommand } from './slash.ts'
import { promptOptions } from './usedPrompt.ts'

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
    <Dialog title="What you can write" width={640} onClose={onClose}>
      <div className="helpDialog" tabIndex={0} role="region" aria-label="Commands and prompts">
        <Entries
          title="Commands"
          entries={commands
            .toSorted((a, b) => a.name.localeCompare(b.name))
            .map(({ name, hint, about }) => ({ name: `/${name}`, hint, about }))}
        />
        <Entries title="Prompts" entries={promptOptions('', result?.prompts ?? NONE)} />
        {failure !== null && <p className="helpDialog-note">The prompts could not be read. {failure}</p>}
        <Entries
          title="In a message"
          entries={[
            { name: '$name', about: 'Uses a skill' },
            { name: '/prompts:name', about: 'Uses a prompt, also where a command has its name' },
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
