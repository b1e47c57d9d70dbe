import type { Dictionary } from '../language.ts'

export const inbox: Dictionary = {
  'Open the thread': 'Thread öffnen',
  'Heddle was closed while this waited. It did not run; with your answer the turn goes on where it stopped.':
    'Heddle wurde beendet, während dies wartete. Nichts wurde ausgeführt; mit der Antwort geht der Turn dort weiter, wo er stehen blieb.',
  Failure: 'Fehler',
  'The last turn failed': 'Der letzte Turn ist fehlgeschlagen',
  'Open the thread to see what happened. What was done before is kept.':
    'Den Thread öffnen, um zu sehen, was geschehen ist. Alles davor bleibt erhalten.',
  'What waits for you': 'Was auf Antwort wartet',
  '{done}. Next: {next}': '{done}. Als Nächstes: {next}',
  '{done}. Nothing else waits.': '{done}. Sonst wartet nichts.',
  'Put away': 'Weggelegt',
  Inbox: 'Eingang',
  'Nothing waits for you: approvals, questions and failures of any thread show here as they come up.':
    'Nichts wartet: Freigaben, Fragen und Fehler aller Threads erscheinen hier, sobald es sie gibt.',
  '{n} waiting': '{n} warten',
  '{n} failed': '{n} fehlgeschlagen',
  move: 'bewegen',
  open: 'öffnen',
  '{server} asks: {message}': '{server} fragt: {message}',
  'The last turn failed.': 'Der letzte Turn ist fehlgeschlagen.',
  'A turn pauses': 'Ein Turn hält an',
  'A server asks': 'Ein Server fragt',
  Failed: 'Fehlgeschlagen',
  Allowed: 'Erlaubt',
  'Always allowed': 'Immer erlaubt',
  'Allowed as changed': 'Geändert erlaubt',
  Answered: 'Beantwortet',
  Denied: 'Abgelehnt',
  Stopped: 'Angehalten',
  Declined: 'Abgelehnt',
  Cancelled: 'Abgebrochen',
}
