import type { Dictionary } from '../language.ts'

const pages: Dictionary = {
  Desktop: 'Desktop',
  About: 'Über',
  'desktop window': 'Desktop-Fenster',
  'another program': 'anderes Programm',
  'one turn from a shell': 'ein Turn aus einer Shell',
  'Not connected to the engine.': 'Keine Verbindung zur Engine.',
  'Nothing is wrong with it.': 'Sie ist in Ordnung.',
  On: 'An',
  'Off.': 'Aus.',
  'Versions, what works here, the configuration and the end of the log, in one file.':
    'Versionen, was hier funktioniert, die Konfiguration und das Ende des Protokolls, in einer Datei.',
  'Writing…': 'Wird geschrieben…',
  'Write a report': 'Bericht schreiben',
  'Written: {path} ({size}). Nothing was sent anywhere.':
    'Geschrieben: {path} ({size}). Es wurde nichts irgendwohin gesendet.',
  'Save a copy…': 'Kopie speichern…',
  'It leaves out:': 'Nicht enthalten:',
}

const general: Dictionary = {
  System: 'System',
  Light: 'Hell',
  Dark: 'Dunkel',
  'High contrast': 'Hoher Kontrast',
  Comfortable: 'Luftig',
  Compact: 'Kompakt',
  '{n} px': '{n} px',
  'The window opens anew in it. What agents write is in theirs.':
    'Das Fenster öffnet sich darin neu. Was Agenten schreiben, bleibt in ihrer Sprache.',
  'How close rows and controls stand.': 'Wie eng Zeilen und Bedienelemente stehen.',
  'Commands, output, diffs and the editor.': 'Befehle, Ausgaben, Diffs und der Editor.',
  'Steers the turn': 'Lenkt den Turn',
  'Queues for the next': 'Reiht für den nächsten ein',
  'With Ctrl or ⌘ it does the other.': 'Mit Strg oder ⌘ das jeweils andere.',
  'Everything else is set in your config.toml; forms for it are in Profiles.':
    'Alles andere steht in der eigenen config.toml; Formulare dafür sind unter Profile.',
  'What a project may set, and what you said.': 'Was ein Projekt einstellen darf, und was dazu gesagt wurde.',
  'Look or change…': 'Ansehen oder ändern…',
  'Its settings, rules, skills and prompts can be brought here.':
    'Einstellungen, Regeln, Skills und Prompts von dort lassen sich übernehmen.',
}

const desktop: Dictionary = {
  'Stay awake while turns run': 'Wach bleiben, solange Turns laufen',
  'The screen may go dark, the machine works on.': 'Der Bildschirm darf dunkel werden, der Rechner arbeitet weiter.',
  'Icon in the system tray': 'Symbol im Infobereich',
  'With what waits, and a way to begin a thread.': 'Mit dem, was wartet, und einem Weg zu einem neuen Thread.',
  'Number on the app icon': 'Zahl am App-Symbol',
  'Of what waits. What is done is not counted.': 'Zählt, was wartet. Fertiges wird nicht gezählt.',
  'Moving bar on the app icon': 'Laufender Balken am App-Symbol',
  'While turns run, where the system has one.': 'Solange Turns laufen, wo das System einen hat.',
  'Icon calls when something waits': 'Symbol meldet sich, wenn etwas wartet',
  'It jumps or flashes until you look.': 'Es hüpft oder blinkt, bis das Fenster vorn ist.',
  'Brings Heddle forward while another program is in front.':
    'Holt Heddle nach vorn, während ein anderes Programm vorn ist.',
  'These belong to the desktop window. You are in a browser, which decides them itself:':
    'Das gehört zum Desktop-Fenster. Ein Browser entscheidet hier selbst:',
  'What waits is counted in the title of the tab instead of on an icon.':
    'Was wartet, zählt der Titel des Tabs statt eines Symbols.',
  'A page cannot keep the machine awake, stand in the tray or hear keys while another program is in front.':
    'Eine Seite kann weder den Rechner wach halten noch im Infobereich stehen oder Tasten hören, während ein anderes Programm vorn ist.',
  'Folders are chosen in a dialog of Heddle’s own: a browser does not tell where they are.':
    'Ordner werden in einem eigenen Dialog gewählt: Ein Browser verrät nicht, wo sie liegen.',
  'Updates come with the program that serves this page.':
    'Updates kommen mit dem Programm, das diese Seite bereitstellt.',
  'Choose keys': 'Tasten wählen',
  Change: 'Ändern',
  'Take away': 'Entfernen',
  'Another program has these keys. Choose others.': 'Ein anderes Programm hat diese Tasten. Andere wählen.',
  'Keys that bring Heddle forward': 'Tasten, die Heddle nach vorn holen',
  'Hold Ctrl, Alt or ⌘ with it.': 'Dazu Strg, Alt oder ⌘ halten.',
  'Esc leaves it as it is.': 'Esc lässt alles, wie es ist.',
  'They stay on this machine. Keys are taken out of them.':
    'Sie bleiben auf diesem Rechner. Schlüssel werden daraus entfernt.',
  'There are none.': 'Es gibt keine.',
  'Show folder': 'Ordner zeigen',
  'Remove all': 'Alle entfernen',
  'The clipboard could not be written.': 'In die Zwischenablage konnte nicht geschrieben werden.',
  'Heddle looks for newer versions only where you say they are.':
    'Heddle sucht neuere Versionen nur dort, wo es angegeben ist.',
  'They come with the program that serves this page.': 'Sie kommen mit dem Programm, das diese Seite bereitstellt.',
  'Look for updates': 'Nach Updates suchen',
  'Address of the updates': 'Adresse der Updates',
  'The address has to begin with https://.': 'Die Adresse muss mit https:// beginnen.',
  'Check now': 'Jetzt suchen',
  'Off. Nothing is asked anywhere.': 'Aus. Es wird nirgends nachgefragt.',
  'Looking…': 'Suche läuft…',
  'This is the newest version.': 'Das ist die neueste Version.',
  'Fetching version {version}': 'Version {version} wird geladen',
  'Version {version} is ready.': 'Version {version} ist bereit.',
  'Restart to update': 'Neu starten und aktualisieren',
  'That did not work: {why}': 'Das ging nicht: {why}',
}

const notifications: Dictionary = {
  'Something waits for you': 'Etwas wartet auf Antwort',
  'An approval, a question or a plan.': 'Eine Freigabe, eine Frage oder ein Plan.',
  'A turn failed': 'Ein Turn ist fehlgeschlagen',
  'With the reason.': 'Mit dem Grund.',
  'A turn is done': 'Ein Turn ist fertig',
  'Not for agents: their thread tells.': 'Nicht für Agenten: Ihr Thread meldet es.',
  'No sound': 'Kein Ton',
  Chime: 'Klang',
  Knock: 'Klopfen',
  Bell: 'Glocke',
  'They come while this window is not in front. What waits is also counted on the window; what is done is not.':
    'Sie kommen, solange dieses Fenster nicht vorn ist. Was wartet, wird auch am Fenster gezählt; Fertiges nicht.',
  'Sound for: {name}': 'Ton für: {name}',
  'Do not disturb': 'Nicht stören',
  'Every day at these hours nothing is told and nothing sounds. What waits is counted.':
    'Jeden Tag zu dieser Zeit keine Meldungen und keine Töne. Was wartet, wird gezählt.',
  To: 'Bis',
  Browser: 'Browser',
  'This browser lets Heddle tell you.': 'Dieser Browser erlaubt Heddle Mitteilungen.',
  'It asks you once.': 'Er fragt einmal.',
  'Allow notifications': 'Mitteilungen erlauben',
  'This browser refuses. Allow notifications for this page in its own settings.':
    'Dieser Browser lehnt ab. Mitteilungen für diese Seite in seinen Einstellungen erlauben.',
  'This browser cannot tell you anything outside the page.':
    'Dieser Browser kann außerhalb der Seite nichts mitteilen.',
}

const providers: Dictionary = {
  'On this machine': 'Auf diesem Rechner',
  'Looking for Ollama, LM Studio and others…': 'Suche nach Ollama, LM Studio und anderen…',
  'No model server answers here. Start Ollama, LM Studio or another one, or enter an address below.':
    'Hier antwortet kein Modellserver. Ollama, LM Studio oder einen anderen starten oder unten eine Adresse eintragen.',
  '{n} model': '{n} Modell',
  '{n} models': '{n} Modelle',
  Services: 'Dienste',
  'The key of {name} is kept in the keychain of this machine.':
    'Der Schlüssel von {name} liegt im Schlüsselbund dieses Rechners.',
  'The key of {name} is kept in auth.json, which only you can read.':
    'Der Schlüssel von {name} liegt in auth.json, lesbar nur für das eigene Konto.',
  'Key of {name}': 'Schlüssel von {name}',
  'A key in the environment goes before the one that is kept here.':
    'Ein Schlüssel in der Umgebung geht dem hier aufbewahrten vor.',
  'It is sent to {host} alone, and never shown again.': 'Er geht nur an {host} und wird nie wieder angezeigt.',
  'Keep key': 'Schlüssel aufbewahren',
  'Its key was not kept:': 'Der Schlüssel wurde nicht aufbewahrt:',
  'Add a provider': 'Anbieter hinzufügen',
  'Edit {name}': '{name} bearbeiten',
  'Asking for its models and one small answer…': 'Modelle und eine kleine Antwort werden abgefragt…',
  'Test connection': 'Verbindung testen',
  'Add provider': 'Anbieter hinzufügen',
  'Chat Completions': 'Chat Completions',
  Responses: 'Responses',
  Id: 'Id',
  'Names it in the configuration.': 'Sein Name in der Konfiguration.',
  'Of its API, mostly ending in /v1.': 'Die seiner API, meist mit /v1 am Ende.',
  'It speaks': 'Er spricht',
  Key: 'Schlüssel',
  'If it needs one. Never shown again.': 'Falls er einen braucht. Wird nie wieder angezeigt.',
  'Empty leaves it as it is.': 'Leer bleibt er, wie er ist.',
  'Key variable': 'Variable mit Schlüssel',
  'Or the variable that holds it.': 'Oder die Variable, die ihn enthält.',
  'new threads use it': 'für neue Threads',
  'Enter key': 'Schlüssel eingeben',
  'Testing…': 'Wird getestet…',
  Test: 'Testen',
  Use: 'Verwenden',
  'The key of {name} is gone from here.': 'Der Schlüssel von {name} ist hier gelöscht.',
  'Deleted {name}, and its key.': '{name} und der Schlüssel dazu sind gelöscht.',
  'Enter a key': 'Schlüssel eingeben',
  'Enter another key': 'Anderen Schlüssel eingeben',
  'Forget the key': 'Schlüssel vergessen',
  'Back to how it came': 'Zurück zum Auslieferungszustand',
  'A key goes only to the address it was entered for, and is never shown again.':
    'Ein Schlüssel geht nur an die Adresse, für die er eingegeben wurde, und wird nie wieder angezeigt.',
  'Loading providers': 'Anbieter werden geladen',
  'New threads use {wanted} of {name}.': 'Neue Threads verwenden {wanted} von {name}.',
  'Model for new threads': 'Modell für neue Threads',
  'As the provider calls it. A test lists what it has.': 'Wie der Anbieter es nennt. Ein Test listet auf, was er hat.',
  'Threads that exist keep theirs.': 'Bestehende Threads behalten ihres.',
  'Use letters, digits, _ and -.': 'Buchstaben, Ziffern, _ und - verwenden.',
  'Another provider has this id.': 'Ein anderer Anbieter hat diese Id.',
  'The name of a variable, such as MODELS_API_KEY. The key itself goes into the field for it.':
    'Der Name einer Variablen wie MODELS_API_KEY. Der Schlüssel selbst gehört in sein eigenes Feld.',
  'An address begins with https:// or http://, e.g. https://models.example.com/v1.':
    'Eine Adresse beginnt mit https:// oder http://, z. B. https://models.example.com/v1.',
  'No password in the address: it goes into the field for the key.':
    'Kein Passwort in der Adresse: Es gehört in das Feld für den Schlüssel.',
  'Without https everybody on the way can read the key and what you send.':
    'Ohne https kann unterwegs jeder den Schlüssel und alles Gesendete lesen.',
  'Key kept in the keychain': 'Schlüssel im Schlüsselbund',
  'Key kept in a file that only you can read': 'Schlüssel in einer Datei, lesbar nur für das eigene Konto',
  'Key kept': 'Schlüssel aufbewahrt',
  'the environment': 'der Umgebung',
  'Key from the configuration': 'Schlüssel aus der Konfiguration',
  'No key yet': 'Noch kein Schlüssel',
  'Needs no key': 'Braucht keinen Schlüssel',
  'Key from {name}': 'Schlüssel aus {name}',
  'Key from {name}, not the one kept here': 'Schlüssel aus {name}, nicht der hier aufbewahrte',
}

const features: Dictionary = {
  'Loading features': 'Funktionen werden geladen',
  'A change counts from the next turn on, and is written to your config.toml.':
    'Eine Änderung gilt ab dem nächsten Turn und steht dann in der eigenen config.toml.',
  'On by default.': 'Von Haus aus an.',
  'Off by default.': 'Von Haus aus aus.',
  'On by {place}': 'An durch {place}',
  'Off by {place}': 'Aus durch {place}',
  'the default is on.': 'von Haus aus an.',
  'the default is off.': 'von Haus aus aus.',
}

const shortcuts: Dictionary = {
  'New shortcut of {name}': 'Neues Kürzel für {name}',
  'Press the new keys': 'Neue Tasten drücken',
  'Esc leaves it as it is, Backspace takes it away.': 'Esc lässt es, wie es ist, die Rücktaste entfernt es.',
  Swap: 'Tauschen',
  '“{name}” has it. Swap the two, or press other keys.': '„{name}“ hat es. Beide tauschen oder andere Tasten drücken.',
  'It is fixed in one place: {where}, “{name}”. Press other keys.':
    'Es ist an einer Stelle fest vergeben: {where}, „{name}“. Andere Tasten drücken.',
  'All shortcuts are as at first.': 'Alle Kürzel sind wie am Anfang.',
  'Search shortcuts': 'Kürzel suchen',
  'Search by name or key': 'Nach Name oder Taste suchen',
  'Reset all': 'Alle zurücksetzen',
  'No command is called so.': 'So heißt kein Befehl.',
  'Reset {name}': '{name} zurücksetzen',
  Reset: 'Zurücksetzen',
  '{name}: {chord}. Change': '{name}: {chord}. Ändern',
  'no shortcut': 'kein Kürzel',
  'Keys of single places': 'Tasten einzelner Stellen',
  'They count where the focus is, and stay as they are.': 'Sie gelten dort, wo der Fokus ist, und stehen fest.',
}

const storage: Dictionary = {
  'Archived threads': 'Archivierte Threads',
  'Files as they were before changes': 'Dateien vor ihren Änderungen',
  'Index for searching': 'Suchindex',
  'Shell snapshots': 'Shell-Abbilder',
  Exports: 'Exporte',
  'Everything else': 'Alles andere',
  'The index is rebuilt: {n} thread.': 'Der Index ist neu aufgebaut: {n} Thread.',
  'The index is rebuilt: {n} threads.': 'Der Index ist neu aufgebaut: {n} Threads.',
  Measuring: 'Wird gemessen',
  'The oldest go first when there is no more room. Without them an undo is refused.':
    'Wird der Platz knapp, gehen die ältesten zuerst. Ohne sie wird ein Rückgängig abgelehnt.',
  '{size} of at most {cap}': '{size} von höchstens {cap}',
  'Deleted threads lie here until you empty it.': 'Gelöschte Threads liegen hier, bis er geleert wird.',
  'Open ({size})': 'Öffnen ({size})',
  'Made from the threads themselves; nothing is lost with it.':
    'Aus den Threads selbst gemacht; mit ihm geht nichts verloren.',
  'Rebuild index': 'Index neu aufbauen',
  '{size} in {home}': '{size} in {home}',
}

export const settings: Dictionary = {
  ...pages,
  ...general,
  ...desktop,
  ...notifications,
  ...providers,
  ...features,
  ...shortcuts,
  ...storage,
}
