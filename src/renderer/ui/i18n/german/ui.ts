import type { Dictionary } from '../language.ts'

export const ui: Dictionary = {
  'MCP servers': 'MCP-Server',
  Close: 'Schließen',
  Cancel: 'Abbrechen',
  Dismiss: 'Ausblenden',
  Undo: 'Rückgängig',

  '{n} file': '{n} Datei',
  '{n} files': '{n} Dateien',
  '{n} thread': '{n} Thread',
  '{n} threads': '{n} Threads',
  '{n} tokens': '{n} Token',

  idle: 'ruht',
  running: 'läuft',
  'waits for you': 'wartet auf Antwort',
  'done, unread': 'fertig, ungelesen',
  failed: 'fehlgeschlagen',
  interrupted: 'unterbrochen',

  now: 'jetzt',
  '{n}m': '{n} min',
  '{n}h': '{n} h',
  '{n}d': '{n} T',
  '{n} ms': '{n} ms',
  '{n} s': '{n} s',
  '{minutes}m {seconds}s': '{minutes} min {seconds} s',
  '{hours}h {minutes}m': '{hours} h {minutes} min',
  '{n}k': '{n}k',
  '{n}M': '{n} Mio.',

  'A character you would not see': 'Ein Zeichen, das sonst nicht zu sehen wäre',
  'Too much here is hidden or mixed to mark each by itself':
    'Hier ist zu viel unsichtbar oder gemischt, um jedes einzeln zu markieren',
  '{n} more characters, too many of them hidden to show':
    '{n} weitere Zeichen, zu viele davon unsichtbar, um sie zu zeigen',
  'This word mixes alphabets that look alike': 'Dieses Wort mischt Alphabete, die gleich aussehen',

  'Hold ⌘, ⌃ or ⌥ with it, or use a function key: other keys write text.':
    'Zusammen mit ⌘, ⌃ oder ⌥ drücken oder eine Funktionstaste nehmen: Andere Tasten schreiben Text.',
  'Hold Ctrl or Alt with it, or use a function key: other keys write text.':
    'Zusammen mit Strg oder Alt drücken oder eine Funktionstaste nehmen: Andere Tasten schreiben Text.',
  'Text fields need it.': 'Textfelder brauchen sie.',
  'The system keeps it to itself.': 'Das System behält sie für sich.',
  'The menu of the window has it.': 'Das Menü des Fensters verwendet sie.',
  'The browser keeps it to itself. It would work in the desktop window.':
    'Der Browser behält sie für sich. Im Desktop-Fenster würde sie funktionieren.',

  text: 'Text',
  Code: 'Code',
  Worktree: 'Worktree',
  'Copy code': 'Code kopieren',
  'image: {name}': 'Bild: {name}',
  image: 'Bild',
  Table: 'Tabelle',
  'Long text': 'Langer Text',
  'Show {n} more of {rest} lines': '{n} von {rest} weiteren Zeilen anzeigen',

  Ctrl: 'Strg',
  Shift: 'Umschalt',

  'Loading the editor': 'Editor wird geladen',
  'Tab leaves the editor. F8 goes to the next problem.': 'Tab verlässt den Editor. F8 springt zum nächsten Problem.',
}
