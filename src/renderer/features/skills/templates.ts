import { t } from '../../ui/i18n/t.ts'
import { editField } from './frontmatter.ts'

/** A beginning for a skill. */
export interface SkillTemplate {
  id: string
  name: string
  /** When it fits, in a sentence. */
  about: string
  /** Example of a description; the form shows it as a hint. */
  hint: string
  /** Tools that a turn with it gets by on; left out where it needs all. */
  allowedTools?: readonly string[]
  /** Its text below the frontmatter. */
  body(name: string): string
}

const titleOf = (name: string): string => {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const TEMPLATES: readonly [SkillTemplate, ...SkillTemplate[]] = [
  {
    id: 'blank',
    name: t('Blank'),
    about: t('A heading and the three questions that a good skill answers.'),
    hint: 'Writes release notes from merged changes. Use it when somebody asks what is new in a version.',
    body: name => `# ${titleOf(name)}

Say in one sentence what is done when this is done well.

## Steps

1. What to look at first.
2. What to do with it.

## Check before you finish

- How to tell that it worked.
`,
  },
  {
    id: 'command',
    name: t('Command-line tool'),
    about: t('How to use a program of yours, and how to read what it prints.'),
    hint: 'Deploys the site with shipit. Use it to deploy, to roll back, or to see what is live.',
    body: name => `# ${titleOf(name)}

Use \`the-tool\` for this. It is installed; do not install another one.

## Commands

| to | run |
|---|---|
| see how things stand | \`the-tool status\` |
| try without changing anything | \`the-tool apply --dry-run\` |
| change it | \`the-tool apply\` |

## Rules

- Begin with \`the-tool status\`, and run the dry run before the real one.
- Exit code 2 means that something else is at work: wait a minute, try once more, then ask.
- Never pass \`--force\`. Say what is in the way instead.

## Tell the person

What changed, as the tool printed it, and how to take it back.
`,
  },
  {
    id: 'review',
    name: t('Review checklist'),
    about: t('What to look for in a change, and how to report it. Only reads.'),
    allowedTools: [
      'read_file',
      'list_dir',
      'grep_files',
      'exec_command(git diff:*)',
      'exec_command(git log:*)',
      'exec_command(git show:*)',
    ],
    hint: 'Reviews a change to the billing code against our checklist. Use it before such a change is merged.',
    body: name => `# ${titleOf(name)}

Read the whole change before you write anything down. Change no file.

## Look for

- [ ] Wrong results: limits, empty input, what happens twice, what happens at the same time.
- [ ] What was working before and is not any more.
- [ ] Errors that nobody sees, and data that could be lost.
- [ ] Tests that would pass without the change.

## Report

For each finding: the file and line, what goes wrong with which input, and the smallest mend. Worst first. Leave out
matters of taste. Where there is nothing, say so and name what you checked.
`,
  },
  {
    id: 'mcp',
    name: t('Tools of an MCP server'),
    about: t('When and how to use the tools of a server that you have added.'),
    hint: 'Finds and updates issues in our tracker. Use it when an issue number or the tracker is mentioned.',
    body: name => `# ${titleOf(name)}

Work with the tools named in \`mcp_tools\` above. If one is missing, say which, and stop.

## Find

Search before you create: the same thing may be there under another name.

## Change

- Read the newest state right before you write.
- Change one thing at a time, and only what was asked for.
- Keep what other people wrote.

## Tell the person

A link to everything that you made or changed.
`,
  },
]

/** The file that a new skill begins with. */
export function fileFrom(
  template: SkillTemplate,
  fields: { name: string; description: string; mcpTools?: readonly string[] },
): string {
  const mcpTools = fields.mcpTools ?? []
  let text = `---\n---\n\n${template.body(fields.name)}`
  text = editField(text, 'name', fields.name)
  text = editField(text, 'description', fields.description)
  if (mcpTools.length > 0) text = editField(text, 'mcpTools', mcpTools)
  return template.allowedTools ? editField(text, 'allowedTools', template.allowedTools) : text
}
