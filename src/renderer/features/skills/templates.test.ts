import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { frontmatterOf } from '../../../core/skills/frontmatter.ts'
import { readHeader } from '../../../core/skills/header.ts'
import type { HeaderValues } from '../../../core/skills/frontmatter.ts'
import { bodyOf, readFields } from './frontmatter.ts'
import { fileFrom, TEMPLATES } from './templates.ts'

test.each(TEMPLATES.map(template => [template.id, template] as const))(
  '%s makes a file that says what was typed',
  (id, template) => {
    const description = 'Ships: the #1 site. Use it "today".'
    const text = fileFrom(template, { name: 'ship-it', description, mcpTools: id === 'mcp' ? ['mcp__a__b'] : [] })
    expect(readFields(text)).toEqual({
      name: 'ship-it',
      description,
      shortDescription: '',
      allowedTools: template.allowedTools ?? [],
      mcpTools: id === 'mcp' ? ['mcp__a__b'] : [],
      interface: '',
    })
    const lines = frontmatterOf(text)?.lines ?? []
    const values = parse(lines.join('\n')) as HeaderValues
    expect(readHeader({ lines, values, placeName: 'ship-it' }).problems).toEqual([])
    expect(bodyOf(text)).toMatch(/^\n# Ship it\n/)
  },
)
