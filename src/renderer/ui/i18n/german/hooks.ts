import type { Dictionary } from '../language.ts'

export const hooks: Dictionary = {
  'Hooks are programs that run when a session, a message, a tool or a turn begins or ends. They can refuse a message or a tool, and change what a tool is given. They run outside the sandbox, as you.':
    'Hooks sind Programme, die laufen, wenn eine Sitzung, eine Nachricht, ein Werkzeug oder ein Turn beginnt oder endet. Sie können eine Nachricht oder ein Werkzeug ablehnen und ändern, was ein Werkzeug bekommt. Sie laufen außerhalb der Sandbox, mit den eigenen Rechten.',
  'Loading hooks': 'Hooks werden geladen',
  'They wait for your word': 'Warten auf Freigabe',
  'Of this project': 'Von diesem Projekt',
  'for {matcher}': 'für {matcher}',
  'at most {n} s': 'höchstens {n} s',
  'Command of {event}': 'Befehl: {event}',
  'It does not run. {problem}': 'Läuft nicht. {problem}',
  'Allow this command': 'Diesen Befehl erlauben',
  'Do not run it any more': 'Nicht mehr ausführen',
  'None has run since Heddle started.': 'Seit dem Start von Heddle ist keiner gelaufen.',
  'a hook of another folder': 'ein Hook eines anderen Ordners',
  When: 'Wann',
  Hook: 'Hook',
  Outcome: 'Ergebnis',
  Took: 'Dauer',
  'At the end of each turn': 'Am Ende jedes Turns',
  'Command that is told of the end of each turn': 'Befehl, der vom Ende jedes Turns erfährt',
  'No program is told. Set {key} in your config.toml to a program and its arguments.':
    'Kein Programm wird benachrichtigt. Dafür {key} in der config.toml auf ein Programm mit seinen Argumenten setzen.',
  'Ran lately': 'Kürzlich gelaufen',
  'No hooks yet': 'Noch keine Hooks',
  'Put this into your config.toml, with a program of yours. It reads what is about to run as JSON; when it ends with exit code 2, the tool does not run, and the agent reads what it printed as an error.':
    'Dies mit einem eigenen Programm in die config.toml schreiben. Es liest als JSON, was gleich laufen soll; endet es mit Exit-Code 2, läuft das Werkzeug nicht, und der Agent liest dessen Fehlerausgabe.',
  Example: 'Beispiel',
  'Copy the example': 'Beispiel kopieren',
  'Session start': 'Beginn der Sitzung',
  'Before a tool': 'Vor einem Werkzeug',
  'After a tool': 'Nach einem Werkzeug',
  'End of a turn': 'Ende eines Turns',
  'Runs: it is in your own file.': 'Läuft: Er steht in der eigenen Datei.',
  'Runs: you allowed it as it is now.': 'Läuft: So, wie er jetzt ist, wurde er erlaubt.',
  'It does not run until you allow it. When it changes, you are asked again.':
    'Läuft erst nach Freigabe. Ändert er sich, wird erneut gefragt.',
  'It does not run: you refused it.': 'Läuft nicht: Er wurde abgelehnt.',
  Passed: 'Durchgelassen',
  Refused: 'Abgelehnt',
  'Changed the call': 'Aufruf geändert',
  'Took too long': 'Zu lange gedauert',
}
