import { Fragment } from 'react'
import type { ReactNode } from 'react'
import { t } from './t.ts'

/**
 * A text with elements in it, in the order of the language:
 * `tx('The MCP server {server} asks', { server: <code>{name}</code> })`.
 */
export const tx = (text: string, parts: Readonly<Record<string, ReactNode>>): ReactNode =>
  t(text)
    .split(/\{(\w+)\}/)
    .map((piece, index) => <Fragment key={index}>{index % 2 === 0 ? piece : (parts[piece] ?? `{${piece}}`)}</Fragment>)
