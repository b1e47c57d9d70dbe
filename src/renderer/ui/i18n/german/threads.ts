import type { Dictionary } from '../language.ts'

export const threads: Dictionary = {
  Threads: 'Threads',
  'New thread': 'Neuer Thread',
  'Loading threads': 'Threads werden geladen',
  'Threads show here, by folder.': 'Threads erscheinen hier, nach Ordnern.',
  'New thread in {folder}': 'Neuer Thread in {folder}',
  'Show {n} more': '{n} weitere zeigen',
  'Open beside': 'Daneben öffnen',
  'New thread in this folder': 'Neuer Thread in diesem Ordner',
  'New profile from its settings…': 'Neues Profil aus den Einstellungen…',
  Delete: 'Löschen',
  '{agents} of this thread': '{agents} dieses Threads',
  'Name of the thread': 'Name des Threads',
  'Nothing waits for you.': 'Nichts wartet auf Antwort.',
  Rules: 'Regeln',
  Skills: 'Skills',
  Profiles: 'Profile',
  'MCP servers': 'MCP-Server',
  Settings: 'Einstellungen',
  '“{title}” is in the trash.': '„{title}“ liegt im Papierkorb.',
}
