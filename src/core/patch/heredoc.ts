/** What a model is told when it sends the bare text of a patch as a shell command. */
export const BARE_PATCH_REFUSAL =
  'apply_patch verification failed: patch detected without explicit call to apply_patch. ' +
  'Rerun as ["apply_patch", "<patch>"]'

export type CommandPatch = { patch: string; workdir?: string }

// `cd` takes one plain word, or a quoted text in which the shell would replace nothing. `cd ~`, `cd -`, globs, escapes
// and variables are left to the shell: only it knows where they lead.
const DIRECTORY = String.raw`'([^'\n]+)'|"([^"\n$\`\\]+)"|([\w./@%+,:=][\w./@%+,:=-]*)`
const DELIMITER = String.raw`'([\w.+-]+)'|"([\w.+-]+)"|\\?([\w.+-]+)`
const OPENING = new RegExp(
  String.raw`^\s*(?:cd[ \t]+(?:${DIRECTORY})[ \t]*&&\s*)?apply_?patch[ \t]*<<(-?)[ \t]*(?:${DELIMITER})[ \t]*\r?\n`,
)

/**
 * The patch in a shell command that does nothing but feed a heredoc to `apply_patch`, after at most one `cd DIR &&`.
 * Anything else, such as a second command, a pipe, another redirection or arguments, is a command for the shell: null.
 * The text of the heredoc is taken as it stands, also if the delimiter is unquoted: a patch means its dollar signs.
 */
export function patchInCommand(command: string): CommandPatch | null {
  const opening = OPENING.exec(command)
  if (!opening) return null
  const [opened, raw, quoted, word, dash, ...delimiters] = opening
  const patch = heredocBody(command.slice(opened.length), delimiters.find(Boolean) ?? '', dash === '-')
  if (patch === null) return null
  const workdir = raw ?? quoted ?? word
  return workdir === undefined ? { patch } : { patch, workdir }
}

/** The lines up to the delimiter, which must be there with nothing but white space after it. */
function heredocBody(text: string, delimiter: string, dropsTabs: boolean): string | null {
  const body: string[] = []
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const content = dropsTabs ? line.replace(/^\t+/, '') : line
    if (content.replace(/\r$/, '') === delimiter) {
      const rest = lines.slice(index + 1)
      return rest.every(after => after.trim() === '') ? body.join('\n') : null
    }
    body.push(content)
  }
  return null
}
