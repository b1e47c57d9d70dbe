import type { Block, Part, Transcript } from './transcript.ts'

/** A thread as Markdown: what was run and changed is folded below a line that says it. */
export function markdownOf({ title, facts, turns }: Transcript): string {
  const head = facts.map(([name, value]) => `- ${name}: ${inline(value)}`)
  const body = turns.flatMap(({ number, startedAt, status, blocks }) => [
    `## ${number}. ${new Date(startedAt).toISOString()}${status === 'completed' ? '' : ` (${status})`}`,
    ...blocks.map(markdownBlock),
  ])
  return `${[`# ${oneLine(title)}`, head.join('\n'), ...body].join('\n\n')}\n`
}

function markdownBlock(block: Block): string {
  switch (block.type) {
    case 'said':
      return [
        block.by === 'user' ? `**You**\n\n${quoted(block.text)}` : block.text,
        ...block.images.map(() => '*(a picture)*'),
      ].join('\n\n')
    case 'thought':
      return quoted(`*${block.text.trim()}*`)
    case 'remark':
      return `*${oneLine(block.text)}*`
    case 'done': {
      const status = block.status === 'completed' ? '' : ` (${block.status})`
      const summary = `${escaped(oneLine(block.title))}${status}`
      if (block.parts.length === 0) return `- ${summary}`
      return `<details>\n<summary>${summary}</summary>\n\n${block.parts.map(fenced).join('\n\n')}\n\n</details>`
    }
  }
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map(line => `> ${line}`.trimEnd())
    .join('\n')

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const inline = (text: string): string => `\`${text.replaceAll('`', "'")}\``

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A fence that no line of the text can close. */
function fenced({ language, text }: Part): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`
}
