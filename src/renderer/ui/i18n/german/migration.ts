import type { Dictionary } from '../language.ts'

export const migration: Dictionary = {
  'Import from Codex': 'Aus Codex importieren',
  'Looking at what there is': 'Vorhandenes wird durchgesehen',
  'There is nothing to import: {home} holds no configuration.':
    'Nichts zu importieren: {home} enthält keine Konfiguration.',
  'The import was taken back.': 'Der Import wurde zurückgenommen.',
  'From {home}, where nothing changes.': 'Aus {home}; dort ändert sich nichts.',
  'From {home}, where nothing changes: {left}.': 'Aus {home}; dort ändert sich nichts: {left}.',
  'What there is to import': 'Was importiert werden kann',
  '{n} thing came over.': '{n} Eintrag übernommen.',
  '{n} things came over.': '{n} Einträge übernommen.',
  'Nothing came over.': 'Nichts übernommen.',
  'What they replaced is in the trash, or comes back with Undo.':
    'Was sie ersetzt haben, liegt im Papierkorb oder kommt mit „Rückgängig“ zurück.',
  'Settings count from the next turn on.': 'Einstellungen gelten ab dem nächsten Turn.',
  'What did not come over': 'Was nicht übernommen wurde',
  'Undo the import': 'Import rückgängig machen',
  'You have settings of Codex in {home}.': 'In {home} liegen Einstellungen von Codex.',
  '{n} more stay where they are': '{n} weitere bleiben, wo sie sind',
  'It is here already.': 'Ist schon vorhanden.',
  'Replaces what is here. {note}': 'Ersetzt Vorhandenes. {note}',
  '{count} of {of}': '{count} von {of}',
  Providers: 'Anbieter',
  '{n} is here already': '{n} ist schon vorhanden',
  '{n} are here already': '{n} sind schon vorhanden',
  '{n} is left out': '{n} bleibt aus',
  '{n} are left out': '{n} bleiben aus',
  'Import {n} thing': '{n} Eintrag importieren',
  'Import {n} things': '{n} Einträge importieren',
}
