import './markdown.css'
import { memo, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { defused } from '../hiddenText.ts'
import { language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { CodeBlock } from './CodeBlock.tsx'
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
  const text = usePaced(written)
  const fence = fenceIn(text)
  if (fence) return <CodeBlock {...fence} />
  if (tooDeep(text)) return <LongText text={text} />
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml={false} urlTransform={url => url}>
      {/* A note that nothing in its block refers to would not be shown at all. */}
      {FOOTNOTE.test(text) ? text.replace(FOOTNOTE, '$1\\[^') : text}
    </ReactMarkdown>
  )
})

const SHOWN_CHARACTERS = 20_000

function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(SHOWN_CHARACTERS)
  const left = text.length - shown
  return (
    <div>
      <pre className="longText" tabIndex={0} aria-label={t('Long text')}>
        {left > 0 ? text.slice(0, shown) : text}
      </pre>
      {left > 0 && (
        <p className="linkHost">
          {t('{n} more characters. Copy has all of it.', { n: left.toLocaleString(language) })}{' '}
          <button type="button" className="longTextMore" onClick={() => setShown(shown + MORE_CHARACTERS)}>
            {t('Show more')}
          </button>
        </p>
      )}
    </div>
  )
}

const MORE_CHARACTERS = 60_000

/**
 * Untrusted markdown. HTML in it is text, links lead to http, https or mail and name their host, images are not
 * loaded. Each block is parsed once; a growing text parses its last block only.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const [blocksIn] = useState(() => createBlockReader())
  const blocks = useMemo(() => blocksIn(defused(text)), [blocksIn, text])
  return (
    <div className="markdown" dir="auto">
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  )
})
