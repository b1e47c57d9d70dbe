import './markdown.css'
import { Component, memo, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { defused } from '../hiddenText.ts'
import { t } from '../i18n/t.ts'
import { CodeBlock } from './CodeBlock.tsx'
import { CutText } from './CutText.tsx'
import { safeLink, saysHost } from './links.ts'
import { createBlockReader, fenceIn, tooDeep } from './splitBlocks.ts'
import { usePaced } from './usePaced.ts'

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
      {alt ? t('image: {name}', { name: alt }) : t('image')}
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
    <div className="tableScroll" tabIndex={0} role="region" aria-label={t('Table')}>
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <span className={checked ? 'taskBox checked' : 'taskBox'} aria-hidden />,
}

const FOOTNOTE = /^( {0,3})\[\^/

const Block = memo(function Block({ text: written }: { text: string }) {
  const paced = usePaced(written)
  const fence = fenceIn(paced)
  if (fence) return <CodeBlock language={fence.language} code={fence.code} />
  if (tooDeep(paced)) return <LongText text={paced} />
  const text = defused(paced)
  return (
    <AsWritten text={text}>
      <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml={false} urlTransform={url => url}>
        {/* A note that nothing in its block refers to would not be shown at all. */}
        {FOOTNOTE.test(text) ? text.replace(FOOTNOTE, '$1\\[^') : text}
      </ReactMarkdown>
    </AsWritten>
  )
})

/** What the parser does not manage is shown as it is written. */
class AsWritten extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError = () => ({ failed: true })
  override render() {
    return this.state.failed ? <LongText text={this.props.text} /> : this.props.children
  }
}

const LongText = ({ text }: { text: string }) => (
  <div>
    <CutText text={text}>
      {shown => (
        <pre className="longText" tabIndex={0} aria-label={t('Long text')}>
          {defused(shown)}
        </pre>
      )}
    </CutText>
  </div>
)

/**
 * Untrusted markdown. HTML in it is text, links lead to http, https or mail and name their host, images are not
 * loaded. Each block is parsed once; a growing text parses its last block only.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const [blocksIn] = useState(() => createBlockReader())
  const blocks = useMemo(() => blocksIn(text), [blocksIn, text])
  return (
    <div className="markdown" dir="auto">
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  )
})
