import { expect, test } from 'vitest'
import { acceleratorOf } from './accelerators.ts'

test.each([
  ['mod+k', 'CommandOrControl+K'],
  ['mod+shift+[', 'CommandOrControl+Shift+['],
  ['alt+arrowup', 'Alt+Up'],
  ['mod+,', 'CommandOrControl+,'],
  ['mod+shift+enter', 'CommandOrControl+Shift+Return'],
  ['f12', 'F12'],
  ['ctrl+mod+f', 'Control+CommandOrControl+F'],
])('%s is %s', (chord, accelerator) => expect(acceleratorOf(chord)).toBe(accelerator))

test.each(['hyper+k', 'mod+', 'mod+ß', '', 'f25', 'constructor+k', 'mod+__proto__'])('%j cannot be written', chord =>
  expect(acceleratorOf(chord)).toBeUndefined(),
)
