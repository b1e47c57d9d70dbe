import type { Dictionary } from '../language.ts'

export const worktrees: Dictionary = {
  'Keep it': 'Behalten',
  'Merge the branch {branch} into {main}. Settle conflicts so that both sides keep what they meant, run the tests, and tell me what you decided.':
    'Führe den Branch {branch} mit {main} zusammen. Löse Konflikte so, dass beide Seiten behalten, was sie meinten, führe die Tests aus und sag, was du entschieden hast.',
  'Remove {path}': '{path} entfernen',
  '{n} file with changes that are not committed goes with it. Undo brings it back.':
    '{n} Datei mit Änderungen ohne Commit geht mit. Rückgängig bringt sie zurück.',
  '{n} files with changes that are not committed go with it. Undo brings them back.':
    '{n} Dateien mit Änderungen ohne Commit gehen mit. Rückgängig bringt sie zurück.',
  'Nothing that is not committed is in it.': 'Alles darin hat einen Commit.',
  'What git ignores there, such as installed packages, is gone for good.':
    'Was Git dort ignoriert, etwa installierte Pakete, ist endgültig weg.',
  'Delete the branch {branch} as well, with {n} commit that is not merged':
    'Auch den Branch {branch} löschen, mit {n} nicht zusammengeführten Commit',
  'Delete the branch {branch} as well, with {n} commits that are not merged':
    'Auch den Branch {branch} löschen, mit {n} nicht zusammengeführten Commits',
  'Delete the branch {branch} as well': 'Auch den Branch {branch} löschen',
  'Remove the worktree': 'Worktree entfernen',
  'In a new worktree': 'In einem neuen Worktree',
  'A folder and a branch of its own: what happens here and there stays apart until you merge it.':
    'Ein eigener Ordner mit eigenem Branch: Was hier und dort geschieht, bleibt bis zum Zusammenführen getrennt.',
  'Named after your message if you leave it empty.': 'Leer gelassen wird er nach der Nachricht benannt.',
  'Begins from': 'Beginnt bei',
  'Open {title}': '{title} öffnen',
  'New thread here': 'Neuer Thread hier',
  'Read what it changed': 'Lesen, was geändert wurde',
  'Merge…': 'Zusammenführen …',
  'Ask an agent in the main folder': 'Einen Agenten im Hauptordner bitten',
  'Copy {command}': '{command} kopieren',
  'its folder is gone': 'der Ordner ist weg',
  'main folder': 'Hauptordner',
  'from {base}': 'von {base}',
  '{n} file not committed': '{n} Datei ohne Commit',
  '{n} files not committed': '{n} Dateien ohne Commit',
  'too large to be looked at': 'zu groß zum Durchsehen',
  locked: 'gesperrt',
  Worktrees: 'Worktrees',
  'The folder in front is in no git repository.': 'Der Ordner im Vordergrund liegt in keinem Git-Repository.',
  'A thread that begins in a new worktree shows here. Choose that on the page for a new thread.':
    'Hier steht ein Thread, der in einem neuen Worktree beginnt. Das lässt sich auf der Seite für einen neuen Thread wählen.',
  '{path} is back.': '{path} ist wieder da.',
  'Copied: run it in {path}.': 'Kopiert: in {path} ausführen.',
  'Removed the worktree {path}.': 'Worktree {path} entfernt.',
}
