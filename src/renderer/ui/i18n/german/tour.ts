import type { Dictionary } from '../language.ts'

export const tour: Dictionary = {
  'Tour: {title}. {text}': 'Rundgang: {title}. {text}',
  'Step {n} of {of}': 'Schritt {n} von {of}',
  'End the tour': 'Rundgang beenden',
  'Choose my folder': 'Eigenen Ordner wählen',
  'Skip the tour': 'Überspringen',
  'To the question': 'Zur Frage',
  'To the arrow': 'Zum Pfeil',
  Tour: 'Rundgang',
  'See it work first': 'Erst einmal zusehen',
  'Three steps, one minute: a real turn in a sample project. It needs no key and sends nothing anywhere.':
    'Drei Schritte, eine Minute: ein echter Turn in einem Beispielprojekt. Ohne Schlüssel, und nichts wird irgendwohin gesendet.',
  'Go on with the tour': 'Rundgang fortsetzen',
  'Start the tour': 'Rundgang beginnen',
  'Not now': 'Jetzt nicht',
  'An agent at work': 'Ein Agent bei der Arbeit',
  'It looks around, reads, writes a plan and changes a file. The words are scripted, all else is real: its plan stands here, each step in the middle. Esc in the message field stops it.':
    'Er sieht sich um, liest, schreibt einen Plan und ändert eine Datei. Die Worte stehen im Drehbuch, alles andere ist echt: hier der Plan, in der Mitte jeder Schritt. Esc im Nachrichtenfeld hält ihn an.',
  'It asks you': 'Er fragt',
  'This command would leave the sandbox, so nothing runs before you answer. The card says what, where and why. Y allows it once, N denies it; both are fine here.':
    'Dieser Befehl würde die Sandbox verlassen, also läuft vor der Antwort nichts. Die Karte sagt was, wo und warum. Y erlaubt es einmal, N lehnt ab; beides ist hier in Ordnung.',
  'All of it can be taken back': 'Alles lässt sich zurücknehmen',
  'Below each turn stands what it took and what it changed. The arrow puts the files back as they were; your own changes since stay.':
    'Unter jedem Turn steht, was er brauchte und was er änderte. Der Pfeil stellt die Dateien wieder her; eigene Änderungen seither bleiben.',
  'That was all': 'Das war alles',
  'Now choose a folder of your own. Nothing in it changes before you say what should happen there.':
    'Jetzt einen eigenen Ordner wählen. Darin ändert sich nichts, bevor gesagt ist, was geschehen soll.',
}
