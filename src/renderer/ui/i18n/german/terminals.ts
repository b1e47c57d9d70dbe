import type { Dictionary } from '../language.ts'

export const terminals: Dictionary = {
  'Find in this terminal': 'In diesem Terminal suchen',
  Find: 'Suchen',
  'Not found': 'Nicht gefunden',
  'Previous match': 'Voriger Treffer',
  'Next match': 'Nächster Treffer',
  'Paste {n} line?': '{n} Zeile einfügen?',
  'Paste {n} lines?': '{n} Zeilen einfügen?',
  Paste: 'Einfügen',
  'Each line break counts as Enter: the program may run every line at once.':
    'Jeder Zeilenumbruch gilt als Eingabetaste: Das Programm führt womöglich jede Zeile sofort aus.',
  '{n} control character was taken out.': '{n} Steuerzeichen wurde entfernt.',
  '{n} control characters were taken out.': '{n} Steuerzeichen wurden entfernt.',
  'What is pasted': 'Was eingefügt wird',
  'Rename the shell': 'Shell umbenennen',
  'You type here. The agent has been told, and cannot.':
    'Die Eingabe ist übernommen. Der Agent weiß es und kann hier nicht tippen.',
  'The agent’s. You watch.': 'Vom Agenten. Nur zum Zusehen.',
  'session {sessionId}': 'Sitzung {sessionId}',
  'in {folder}': 'in {folder}',
  'outside the sandbox': 'außerhalb der Sandbox',
  'Your shell: not sandboxed, and out of reach of agents.': 'Eigene Shell: ohne Sandbox, für Agenten unerreichbar.',
  'Hand back': 'Zurückgeben',
  'Take over': 'Übernehmen',
  'Stop session {sessionId}': 'Sitzung {sessionId} stoppen',
  More: 'Mehr',
  'Rename…': 'Umbenennen…',
  'Larger text': 'Größere Schrift',
  'Smaller text': 'Kleinere Schrift',
  'Tells rows to screen readers as they come.': 'Teilt Screenreadern die Zeilen mit, sobald sie kommen.',
  'For screen readers': 'Für Screenreader',
  '{size} not shown: more was printed than is kept.':
    '{size} nicht gezeigt: Es wurde mehr ausgegeben, als behalten wird.',
  'Terminal {name}': 'Terminal {name}',
  'Shift+F6 leaves the terminal.': 'Umschalt+F6 verlässt das Terminal.',
  'The clipboard did not take it.': 'Die Zwischenablage hat es nicht angenommen.',
  'Loading the terminal': 'Terminal wird geladen',
  'Loading terminals': 'Terminals werden geladen',
  Terminals: 'Terminals',
  'The bell rang': 'Die Glocke hat geläutet',
  'New shell': 'Neue Shell',
  'Commands that the agent leaves running, a server for example, show here.':
    'Befehle, die der Agent weiterlaufen lässt, etwa ein Server, erscheinen hier.',
  'A shell of your own in the folder of this thread: not sandboxed, and out of reach of agents.':
    'Eine eigene Shell im Ordner dieses Threads: ohne Sandbox, für Agenten unerreichbar.',
  'Ended with code {code}': 'Mit Code {code} beendet',
  'Terminal input': 'Terminaleingabe',
  'Too much output to read out. Move through the rows to read it.':
    'Zu viel Ausgabe zum Vorlesen. Sie lässt sich Zeile für Zeile lesen.',
}
