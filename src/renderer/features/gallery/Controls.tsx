import { Copy, GitFork, Pin, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Menu, MenuChoices, MenuItem, MenuRule, MenuToggle } from '../../ui/Menu.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Group } from './Group.tsx'

const LOOKS = ['fill', 'line', 'quiet', 'danger'] as const
const LONG = 'A name that is much longer than the place it has, and is cut'

const nothing = () => undefined

/** What is pressed and chosen. */
export function Controls() {
  const [view, setView] = useState('unified')
  const [on, setOn] = useState(true)
  return (
    <>
      <Group name="Buttons">
        {LOOKS.map(look => (
          <div key={look} className="galleryRow">
            <Button look={look}>{look === 'danger' ? 'Delete' : 'Accept'}</Button>
            <Button look={look} icon={look === 'danger' ? Trash2 : Plus}>
              With icon
            </Button>
            <Button look={look} chord="mod+enter">
              With chord
            </Button>
            <Button look={look} disabled>
              Disabled
            </Button>
          </div>
        ))}
        <div className="galleryNarrow">
          <Button>{LONG}</Button>
        </div>
      </Group>
      <Group name="Icon buttons">
        <IconButton icon={Copy} label="Copy" />
        <IconButton icon={Pin} label="Pinned" aria-pressed />
        <IconButton icon={GitFork} label="Fork" disabled />
        <IconButton icon={Copy} label="Copy, small" className="small" size={13} />
      </Group>
      <Group name="Switches">
        <Switch label="On" on={on} onChange={setOn} />
        <Switch label="Off" on={!on} onChange={next => setOn(!next)} />
      </Group>
      <Group name="Segmented">
        <Segmented
          label="View"
          value={view}
          options={[
            { value: 'unified', name: 'Unified' },
            { value: 'split', name: 'Split' },
            { value: 'files', name: 'Files only' },
          ]}
          onChange={setView}
        />
      </Group>
      <Group name="Pickers">
        <Picker label="Effort" value="high" choices={[{ value: 'high', name: 'High' }]} onChange={nothing} />
        <Picker label="Model" value="long" choices={[{ value: 'long', name: LONG }]} onChange={nothing} />
        <Picker label="Off" value="none" choices={[{ value: 'none', name: 'Disabled' }]} onChange={nothing} disabled />
      </Group>
      <Group name="Keys">
        <Kbd chord="mod+k" />
        <Kbd chord="shift+tab" />
        <Kbd chord="enter" />
        <Kbd chord="y" plain />
      </Group>
      <Group name="Head of a room" wide>
        <RoomHeader title="Profiles" aside="4 profiles in ~/.heddle">
          <Button icon={Plus}>New profile</Button>
        </RoomHeader>
      </Group>
    </>
  )
}

/** What is written and filled in, and a menu. */
export function Forms() {
  const [level, setLevel] = useState('ask')
  const [on, setOn] = useState(true)
  return (
    <>
      <Group name="Fields">
        <Field name="Name" about="Small letters, digits and hyphens.">
          {ties => <input {...ties} className="textInput" defaultValue="review-checklist" />}
        </Field>
        <Field name="Empty">
          {ties => <input {...ties} className="textInput" placeholder="https://example.com/mcp" />}
        </Field>
        <Field name="Refused" problem="There is a profile of this name already.">
          {ties => <input {...ties} className="textInput" defaultValue="work" />}
        </Field>
        <Field name="Not now">
          {ties => <input {...ties} className="textInput" value="Kept by the project" disabled />}
        </Field>
        <Field name="Several lines">
          {ties => <textarea {...ties} className="textInput" rows={3} defaultValue={'First line\nSecond line'} />}
        </Field>
      </Group>
      <Group name="Menu">
        <Menu trigger={<Button>Open the menu</Button>}>
          <MenuItem icon={GitFork} chord="f" onSelect={nothing}>
            Fork from here
          </MenuItem>
          <MenuItem icon={Trash2} onSelect={nothing} disabled>
            Move to the trash
          </MenuItem>
          <MenuRule />
          <MenuChoices
            title="Access"
            value={level}
            onChange={setLevel}
            choices={[
              { value: 'read', name: 'Read only', about: 'Reads everything, changes nothing.' },
              {
                value: 'ask',
                name: 'Workspace',
                about: 'Writes in the project, asks for the rest.',
                detail: 'usual',
              },
              { value: 'full', name: 'Full access', disabled: true },
            ]}
          />
          <MenuRule />
          <MenuToggle on={on} onChange={setOn} about="Whatever the sandbox says.">
            Network
          </MenuToggle>
        </Menu>
      </Group>
    </>
  )
}
