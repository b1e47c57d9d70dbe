import type { Dictionary } from '../language.ts'

export const log: Dictionary = {
  Events: 'Ereignisse',
  'Loading the log': 'Protokoll wird geladen',
  'Filter events': 'Ereignisse filtern',
  'Filter by type or content': 'Nach Art oder Inhalt filtern',
  '{n} event': '{n} Ereignis',
  '{n} events': '{n} Ereignisse',
  '{shown} of {all} events': '{shown} von {all} Ereignissen',
  'Read earlier events': 'Frühere Ereignisse lesen',
  'Events show here as they are written, from the first message on.':
    'Ereignisse erscheinen hier, wie sie geschrieben werden, von der ersten Nachricht an.',
  'No event matches this filter.': 'Kein Ereignis passt zu diesem Filter.',
  'Event at byte {offset}': 'Ereignis bei Byte {offset}',
  'Copied {what}.': '{what} kopiert.',
  'Left out: {what} of more than 64 KB. Export the session to have them.':
    'Ausgelassen: {what} mit mehr als 64 KB. Ein Export der Sitzung enthält sie.',
  'The clipboard did not take it. Try again with the window in front.':
    'Die Zwischenablage hat es nicht angenommen. Mit dem Fenster im Vordergrund noch einmal versuchen.',
  'Copy JSONL': 'JSONL kopieren',
}
