import type { Dictionary } from '../language.ts'

export const firstRun: Dictionary = {
  Path: 'Pfad',
  'Folders and files': 'Ordner und Dateien',
  Folders: 'Ordner',
  'Parent folder': 'Übergeordneter Ordner',
  'No folders or {kinds} files in here.': 'Hier sind keine Ordner und keine Dateien mit {kinds}.',
  'No folders in here.': 'Hier sind keine Ordner.',
  'A file that ends in {kinds}': 'Eine Datei mit der Endung {kinds}',
  'Choose a folder': 'Ordner wählen',
  'Use this folder': 'Diesen Ordner nehmen',
  'Choose another one, or go up to its parent.': 'Einen anderen wählen oder eine Ebene höher gehen.',
  'Explain this project': 'Projekt erklären',
  'Explain what this project does, how it is built and where to begin reading. Change nothing.':
    'Erkläre, was dieses Projekt tut, wie es aufgebaut ist und wo das Lesen beginnen sollte. Ändere nichts.',
  'Find something to fix': 'Etwas zum Reparieren finden',
  'Run the tests and look for one small thing that is broken. Tell me what it is, then fix it.':
    'Führe die Tests aus und suche eine Kleinigkeit, die nicht funktioniert. Sag, was es ist, und repariere sie.',
  'Look over my changes': 'Änderungen durchsehen',
  'Review my uncommitted changes: mistakes first, then what is hard to read. Change nothing.':
    'Sieh die noch nicht eingecheckten Änderungen durch: zuerst Fehler, dann schwer Lesbares. Ändere nichts.',
  'Write AGENTS.md': 'AGENTS.md schreiben',
  'Show me around': 'Zeig mir alles',
  'Only look': 'Nur ansehen',
  'What it can play': 'Was es spielen kann',
  'First tasks': 'Erste Aufgaben',
  'To look around': 'Zum Umsehen',
  'A first task': 'Eine erste Aufgabe',
  'For a real task choose a model on this machine or a service with a key.':
    'Für eine echte Aufgabe ein Modell auf diesem Rechner oder einen Dienst mit Schlüssel wählen.',
  Folder: 'Ordner',
  'Use the sample project': 'Beispielprojekt nehmen',
  Service: 'Dienst',
  'Another service': 'Anderer Dienst',
  'Key of {provider}': 'Schlüssel für {provider}',
  'There is a key for it. Another one takes its place.':
    'Ein Schlüssel ist vorhanden. Ein anderer tritt an seine Stelle.',
  'It is sent to {host} alone, tried once, and never shown again.':
    'Geht nur an {host}, wird einmal geprüft und nie wieder gezeigt.',
  'Trying the key…': 'Schlüssel wird geprüft…',
  'Try and use it': 'Prüfen und nehmen',
  'Looking for model servers': 'Modellserver werden gesucht',
  'No model server answers here. Install Ollama from ollama.com, run “ollama run qwen3”, then look again.':
    'Hier antwortet kein Modellserver. Ollama von ollama.com installieren, „ollama run qwen3“ ausführen, dann erneut suchen.',
  '{server} runs but has no model yet. Load one there, then look again.':
    '{server} läuft, hat aber noch kein Modell. Dort eines laden, dann erneut suchen.',
  'Look again': 'Erneut suchen',
  Model: 'Modell',
  'Use it': 'Nehmen',
  'Loading models': 'Modelle werden geladen',
  'Rehearsal model': 'Probenmodell',
  'To look around: plays a scripted part. No key, no network; what its tools do is real.':
    'Zum Umsehen: spielt nach Drehbuch. Kein Schlüssel, kein Netz; was die Werkzeuge tun, ist echt.',
  'A model on this machine': 'Ein Modell auf diesem Rechner',
  'Nothing leaves it. Needs a model server such as Ollama or LM Studio.':
    'Nichts verlässt ihn. Braucht einen Modellserver wie Ollama oder LM Studio.',
  'A service with a key': 'Ein Dienst mit Schlüssel',
  'The strongest models. Your messages and the files that the agent reads go to that service.':
    'Die stärksten Modelle. Nachrichten und Dateien, die der Agent liest, gehen an diesen Dienst.',
  'Answers come from {model} · {provider}.': 'Antworten kommen von {model} · {provider}.',
  'Answers come from {model}.': 'Antworten kommen von {model}.',
  'Other models': 'Andere Modelle',
  'Welcome to Heddle': 'Willkommen bei Heddle',
  'Choose a folder and say what should happen there. An agent reads, plans and changes files while you watch.':
    'Einen Ordner wählen und sagen, was dort geschehen soll. Ein Agent liest, plant und ändert Dateien, alles vor Augen.',
  'It asks before it does anything that needs your word, and what it did can be taken back.':
    'Er fragt, bevor er etwas tut, das Zustimmung braucht, und was er tat, lässt sich zurücknehmen.',
  '{problem} Nothing was kept: correct it and try again, or choose another model.':
    '{problem} Nichts wurde behalten: berichtigen und erneut versuchen oder ein anderes Modell wählen.',
  'A folder dropped here cannot be taken: a browser does not tell where it lies.':
    'Ein hier abgelegter Ordner hilft nicht: Ein Browser sagt nicht, wo er liegt.',
  'A folder can be dropped on the window as well.': 'Ein Ordner lässt sich auch auf dem Fenster ablegen.',
}
