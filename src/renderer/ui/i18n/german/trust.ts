import type { Dictionary } from '../language.ts'

export const trust: Dictionary = {
  'Runs only with your word': 'Läuft nur nach Zustimmung',
  Applies: 'Gilt',
  'Makes things stricter': 'Macht es strenger',
  'Ignored in any case': 'Wird in jedem Fall übergangen',
  'What the project brings': 'Was das Projekt mitbringt',
  'What this project would set is left out. {why}': 'Was dieses Projekt einstellen würde, bleibt außen vor. {why}',
  'What it would set and run is left out until you do. It can never loosen what you allow.':
    'Was es einstellen und ausführen würde, bleibt bis dahin außen vor. Lockern kann es nie, was erlaubt ist.',
  'What it would run is left out until you look at it and say yes again.':
    'Was es ausführen würde, bleibt außen vor, bis es angesehen und erneut bejaht ist.',
  'Do you trust this project?': 'Diesem Projekt vertrauen?',
  'Its configuration changed since you trusted it': 'Die Konfiguration ist seit der Zustimmung eine andere',
  'What it brings: {n} thing': 'Was es mitbringt: {n} Sache',
  'What it brings: {n} things': 'Was es mitbringt: {n} Sachen',
  Trust: 'Vertrauen',
  'Trust it again': 'Erneut vertrauen',
  'Work read-only': 'Nur lesend arbeiten',
  Later: 'Später',
  'Trusted projects': 'Vertraute Projekte',
  'Folders show here once you have worked in one.': 'Ordner erscheinen hier, sobald in einem gearbeitet wurde.',
  'decided by {origin}': 'entschieden durch {origin}',
  'It brings no settings of its own.': 'Bringt keine eigenen Einstellungen mit.',
  'Ask again': 'Erneut fragen',
  'Not trusted: threads start read-only': 'Nicht vertraut: Threads beginnen nur lesend',
  'Not answered yet': 'Noch nicht beantwortet',
  'Trusted, but its configuration has changed since': 'Vertraut, doch die Konfiguration ist seither eine andere',
  Trusted: 'Vertraut',
}
