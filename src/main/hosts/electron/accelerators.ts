const KEYS = new Map(
  Object.entries({
    arrowup: 'Up',
    arrowdown: 'Down',
    arrowleft: 'Left',
    arrowright: 'Right',
    enter: 'Return',
    space: 'Space',
    escape: 'Esc',
    backspace: 'Backspace',
    delete: 'Delete',
    tab: 'Tab',
    home: 'Home',
    end: 'End',
    pageup: 'PageUp',
    pagedown: 'PageDown',
  }),
)

const HELD = new Map(
  Object.entries({
    mod: 'CommandOrControl',
    ctrl: 'Control',
    meta: 'Super',
    alt: 'Alt',
    shift: 'Shift',
  }),
)

/** A chord of the interface (`mod+shift+t`) as Electron writes it, or undefined for one that it cannot write. */
export function acceleratorOf(chord: string): string | undefined {
  const [last = '', ...before] = chord.split('+').toReversed()
  const held = before.toReversed().map(part => HELD.get(part))
  const key =
    KEYS.get(last) ?? (/^([a-z0-9]|[[\]\\,./;'=-]|f([1-9]|1\d|2[0-4]))$/.test(last) ? last.toUpperCase() : undefined)
  return key === undefined || held.includes(undefined) ? undefined : [...held, key].join('+')
}
