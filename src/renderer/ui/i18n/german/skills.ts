import type { Dictionary } from '../language.ts'

export const skills: Dictionary = {
  'Skills and prompts': 'Skills und Prompts',
  'Try a message': 'Nachricht ausprobieren',
  'Folder whose skills count': 'Ordner, dessen Skills gelten',
  'Search skills': 'Skills durchsuchen',
  Search: 'Suchen',
  'Loading skills': 'Skills werden geladen',
  'Loading the skill': 'Skill wird geladen',
  'No skills yet. Write one, or import a folder of them.':
    'Noch keine Skills. Einen schreiben oder einen Ordner mit Skills importieren.',
  'No skill has all these words.': 'Kein Skill enthält alle diese Wörter.',
  '{n} problem while looking for skills': '{n} Problem bei der Suche nach Skills',
  '{n} problems while looking for skills': '{n} Probleme bei der Suche nach Skills',
  'This project': 'Dieses Projekt',
  Yours: 'Eigene',
  'From your administrator': 'Von der Administration',
  'Comes with Heddle': 'In Heddle enthalten',
  '{n} tool missing': '{n} Werkzeug fehlt',
  '{n} tools missing': '{n} Werkzeuge fehlen',
  '{n} warning': '{n} Warnung',
  '{n} warnings': '{n} Warnungen',
  'by name only': 'nur mit Namen',

  'Import skills': 'Skills importieren',
  'A folder or zip file with a SKILL.md in it, or with several skills in folders.':
    'Ein Ordner oder eine ZIP-Datei mit einer SKILL.md oder mit mehreren Skills in Ordnern.',
  'Choose a folder…': 'Ordner wählen …',
  'Choose a zip file…': 'ZIP-Datei wählen …',
  'Choose a zip file': 'ZIP-Datei wählen',
  Choose: 'Wählen',
  Imported: 'Importiert',
  'Left out': 'Ausgelassen',
  'Nothing was imported.': 'Nichts wurde importiert.',
  'Imported {n} skill.': '{n} Skill importiert.',
  'Imported {n} skills.': '{n} Skills importiert.',
  'Left out: {n}.': 'Ausgelassen: {n}.',

  'New skill': 'Neuer Skill',
  'Begin with': 'Beginnen mit',
  Blank: 'Leer',
  'A heading and the three questions that a good skill answers.':
    'Eine Überschrift und die drei Fragen, die ein guter Skill beantwortet.',
  'Command-line tool': 'Kommandozeilenprogramm',
  'How to use a program of yours, and how to read what it prints.':
    'Wie ein eigenes Programm benutzt und seine Ausgabe gelesen wird.',
  'Review checklist': 'Prüfliste für Reviews',
  'What to look for in a change, and how to report it. Only reads.':
    'Worauf bei einer Änderung zu achten ist und wie darüber berichtet wird. Liest nur.',
  'Tools of an MCP server': 'Werkzeuge eines MCP-Servers',
  'When and how to use the tools of a server that you have added.':
    'Wann und wie die Werkzeuge eines hinzugefügten Servers benutzt werden.',
  'Small letters, digits and hyphens. People write it as $name.':
    'Kleinbuchstaben, Ziffern und Bindestriche. Geschrieben wird er als $name.',
  Description: 'Beschreibung',
  'What it does and when to use it: the model decides by this. {n} of {most} characters.':
    'Was er tut und wann er zu benutzen ist: Danach entscheidet das Modell. {n} von {most} Zeichen.',
  'MCP tools': 'MCP-Werkzeuge',
  'As mcp__server__tool, with commas between them.': 'Als mcp__server__tool, durch Kommas getrennt.',
  'For all your work': 'Für alle Projekte',
  'Where it is kept': 'Ablageort',
  'A skill needs a name: people write it as $name.': 'Ein Skill braucht einen Namen: Geschrieben wird er als $name.',
  'Without a description it is not used.': 'Ohne Beschreibung wird er nicht benutzt.',
  'Only the first {most} characters count.': 'Nur die ersten {most} Zeichen zählen.',

  'Error:': 'Fehler:',
  'Warning:': 'Warnung:',
  'line {line}': 'Zeile {line}',
  '{n} more file in its folder': '{n} weitere Datei in seinem Ordner',
  '{n} more files in its folder': '{n} weitere Dateien in seinem Ordner',
  'The form is away: the frontmatter is not plain YAML. Mend it in the text, and the form comes back.':
    'Kein Formular: Das Frontmatter ist kein einfaches YAML. Im Text berichtigen, dann erscheint es wieder.',
  'People write it as $name.': 'Geschrieben wird er als $name.',
  'Short description': 'Kurzbeschreibung',
  'Shown in lists. Optional.': 'Steht in Listen. Freiwillig.',
  'Allowed tools': 'Erlaubte Werkzeuge',
  'Only these in its turn; empty: all.': 'Nur diese in seinem Turn; leer: alle.',
  'MCP tools it needs': 'Benötigte MCP-Werkzeuge',
  'When it is used': 'Wann er benutzt wird',
  'Not in the model’s list: agents/openai.yaml says so.': 'Nicht in der Liste des Modells, laut agents/openai.yaml.',
  'As mcp__server__tool.': 'Als mcp__server__tool.',
  'is missing': 'fehlt',
  'is there': 'ist vorhanden',
  'When it fits': 'Wenn er passt',
  'The model reads of it, and people write $name': 'Das Modell liest von ihm, und $name ruft ihn auf',
  'When it fits (cli)': 'Wenn er passt (cli)',
  'The same, written out': 'Dasselbe, ausgeschrieben',
  'By name only': 'Nur mit Namen',
  'When a person writes $name': 'Wenn jemand $name schreibt',
  'In every turn': 'In jedem Turn',
  'Whatever the message says': 'Was die Nachricht auch sagt',

  'Copy to mine': 'Zu den eigenen kopieren',
  '{name} is yours to change now.': '{name} kann jetzt geändert werden.',
  'Try it in a message': 'In einer Nachricht ausprobieren',
  'Move to the trash': 'In den Papierkorb',
  'Moved {name} to the trash.': '{name} liegt im Papierkorb.',
  'Use {name}': '{name} benutzen',
  'Saved.': 'Gespeichert.',
  'The file was changed elsewhere while you were writing. What shall it be?':
    'Die Datei wurde inzwischen anderswo geändert. Was soll gelten?',
  'Not used: another skill is called {name} too, and counts instead.':
    'Nicht benutzt: Ein anderer Skill heißt auch {name} und gilt stattdessen.',
  'Show that one': 'Den anderen anzeigen',
  'Use this one instead': 'Diesen stattdessen benutzen',
  'You chose this one among those called {name}.': 'Unter denen, die {name} heißen, wurde dieser gewählt.',
  'Let the nearest count': 'Den nächstgelegenen gelten lassen',
  'Another skill has the same name; this one counts.': 'Ein anderer Skill heißt genauso; dieser gilt.',
  '{n} other skills have the same name; this one counts.': '{n} andere Skills heißen genauso; dieser gilt.',
  'It names MCP tools that no server offers now: {missing}.':
    'Er nennt MCP-Werkzeuge, die gerade kein Server anbietet: {missing}.',
  'It comes with this project. Whoever can change the project can change what it says.':
    'Er kommt mit diesem Projekt. Wer das Projekt ändern kann, kann ändern, was er sagt.',

  Text: 'Text',
  Both: 'Beides',
  Preview: 'Vorschau',
  View: 'Ansicht',
  'Every character': 'Jedes Zeichen',
  '{n} tokens when used': '{n} Token, wenn benutzt',
  'The text holds characters that are not seen or that mislead. “Every character” shows them.':
    'Der Text enthält Zeichen, die nicht zu sehen sind oder täuschen. „Jedes Zeichen“ zeigt sie.',
  'Text of {name}': 'Text von {name}',
  'Nothing below the frontmatter yet.': 'Unter dem Frontmatter steht noch nichts.',

  'A message can be tried once you have worked in a folder: which skills count depends on it.':
    'Eine Nachricht lässt sich ausprobieren, sobald in einem Ordner gearbeitet wurde: Von ihm hängt ab, welche Skills gelten.',
  '$review what I changed today': '$review was sich heute geändert hat',
  'The list of skills as the model reads it': 'Die Liste der Skills, wie das Modell sie liest',
  'List of skills': 'Liste der Skills',
  '{mention} is no skill here, and goes out as it stands.':
    '{mention} ist hier kein Skill und geht so hinaus, wie es dasteht.',
  'Skills that come along': 'Skills, die mitgehen',
  'comes with every turn': 'geht in jedem Turn mit',
  'named in the message': 'in der Nachricht genannt',
  'Show {name}': '{name} anzeigen',
  '{name} as the model reads it': '{name}, wie das Modell es liest',
  'The turn may use no tools.': 'Der Turn darf keine Werkzeuge benutzen.',
  'The turn may use only {tools}.': 'Der Turn darf nur {tools} benutzen.',
  'The list of skills takes {n} of {most} tokens of each turn':
    'Die Liste der Skills braucht {n} von {most} Token jedes Turns',
  '{n} description is shortened for it': '{n} Beschreibung ist dafür gekürzt',
  '{n} descriptions are shortened for it': '{n} Beschreibungen sind dafür gekürzt',
  '{n} skill is left out': '{n} Skill fehlt darin',
  '{n} skills are left out': '{n} Skills fehlen darin',
  'the list of skills takes {n} tokens': 'die Liste der Skills braucht {n} Token',
  'No skill comes along; {list}.': 'Kein Skill geht mit; {list}.',
  '{n} skill comes along with {tokens} tokens; {list}.': '{n} Skill geht mit {tokens} Token mit; {list}.',
  '{n} skills come along with {tokens} tokens; {list}.': '{n} Skills gehen mit {tokens} Token mit; {list}.',

  'People write it as $name. Small letters, digits and hyphens, as its folder.':
    'Geschrieben wird er als $name. Kleinbuchstaben, Ziffern und Bindestriche, wie sein Ordner.',
  'What it does and when to use it: the model decides by this.':
    'Was er tut und wann er zu benutzen ist: Danach entscheidet das Modell.',
  'The only tools that a turn with it may use, e.g. [read_file, exec_command(git diff:*)].':
    'Die einzigen Werkzeuge, die ein Turn mit ihm benutzen darf, z. B. [read_file, exec_command(git diff:*)].',
  'Tools of MCP servers that it needs, e.g. [mcp__issues__search]. Missing ones are told.':
    'Werkzeuge von MCP-Servern, die er braucht, z. B. [mcp__issues__search]. Fehlende werden gemeldet.',
  'cli: when it fits. user: only when a person names it. auto: in every turn.':
    'cli: wenn er passt. user: nur wenn ein Mensch ihn nennt. auto: in jedem Turn.',
  'Keys of your own, and short-description, which lists show.':
    'Eigene Schlüssel und short-description, die in Listen steht.',
  'Under which terms others may use it.': 'Zu welchen Bedingungen andere ihn benutzen dürfen.',
  'What it needs of the machine, in a sentence.': 'Was er vom Rechner braucht, in einem Satz.',
  'When it fits, like a skill that says nothing.': 'Wenn er passt, wie ein Skill ohne Angabe.',
  'Only when a person names it.': 'Nur wenn ein Mensch ihn nennt.',
  'In every turn, whatever the message says.': 'In jedem Turn, was die Nachricht auch sagt.',
  'The folder that the turn works in.': 'Der Ordner, in dem der Turn arbeitet.',
  'The branch of that folder.': 'Der Branch dieses Ordners.',
  'Who is logged in.': 'Wer angemeldet ist.',
}
