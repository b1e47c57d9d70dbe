import './markdown.css'
import { memo, useMemo } from 'react'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { defused } from '../hiddenText.ts'
import { CodeBlock } from './CodeBlock.tsx'
import { safeLink, saysHost } from './links.ts'
import { splitBlocks, tooDeep } from './splitBlocks.ts'

const plugins = [remarkGfm]

const plainText = (node: ReactNode): string => {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  return Array.isArray(node) ? node.map(plainText).join('') : ''
}

function Link({ href, children }: { href?: string; children?: ReactNode }) {
  const link = safeLink(href)
  if (!link) return <span className="deadLink">{children}</span>
  return (
    <>
      <a href={link.href} target="_blank" rel="noreferrer noopener" title={link.href}>
        {children}
      </a>
      {!saysHost(plainText(children), link.host) && <span className="linkHost"> {link.host}</span>}
    </>
  )
}

/** An image of the model's is named, never loaded: the address alone could carry data out. */
function ImageName({ src, alt }: { src?: string; alt?: string }) {
  const link = safeLink(src)
  return (
    <span className="imageName">
      image{alt ? `: ${alt}` : ''}
      {link && <span className="linkHost"> {link.host}</span>}
    </span>
  )
}

const components: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <ImageName src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ node, children }) => {
    const code = node?.children[0]
    const names = code?.type === 'element' ? code.properties.className : undefined
    const name = Array.isArray(names) ? names.map(String).find(each => each.startsWith('language-')) : undefined
    const text = code?.type === 'element' && code.children[0]?.type === 'text' ? code.children[0].value : null
    return text === null ? (
      <pre>{children}</pre>
    ) : (
      <CodeBlock code={text.replace(/\n$/, '')} language={name?.slice(9)} />
    )
  },
  table: ({ children }) => (
    <div className="tableScroll" tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <span className={checked ? 'taskBox checked' : 'taskBox'} aria-hidden />,
}

const Block = memo(function Block({ text }: { text: string }) {
  if (tooDeep(text)) return <LongText text={text} />
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml={false} urlTransform={url => url}>
      {text}
    </ReactMarkdown>
  )
})

const SHOWN_CHARACTERS = 200_000

function LongText({ text }: { text: string }) {
  const cut = text.length > SHOWN_CHARACTERS
  return (
    <div>
      <pre className="longText">{cut ? text.slice(0, SHOWN_CHARACTERS) : text}</pre>
      {cut && (
        <p className="linkHost">Cut after {SHOWN_CHARACTERS.toLocaleString('en')} characters. Copy has all of it.</p>
      )}
    </div>
  )
}

/**
 * Untrusted markdown. HTML in it is text, links lead to http, https or mail and name their host, images are not
 * loaded. Each block is parsed once; a growing text parses its last block only.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => splitBlocks(defused(text)), [text])
  return (
    <div className="markdown" dir="auto">
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  )
})
