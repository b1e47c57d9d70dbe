import { ExternalLink } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { safeLink } from '../../ui/markdown/links.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'

/** The page to sign in at: whose it is, its whole address, and a link that opens it. Nothing opens by itself. */
export function SignInLink({ url, onCancel }: { url: string; onCancel(): void }) {
  const focused = useRef(false)
  const link = safeLink(url)
  if (!link) return <p className="mcpProblem">{t('The server named a page that cannot be opened safely.')}</p>
  const takeFocus = (element: HTMLAnchorElement | null) => {
    if (!focused.current) element?.focus()
    focused.current = element !== null
  }
  return (
    <div className="signIn">
      <a ref={takeFocus} className="button fill" href={link.href} target="_blank" rel="noreferrer noopener">
        <Icon of={ExternalLink} />
        <span className="buttonText">{t('Open {host}', { host: link.host })}</span>
      </a>
      <Button look="quiet" onClick={onCancel}>
        {t('Cancel')}
      </Button>
      <p className="signInUrl mono">
        <VisibleText text={link.href} />
      </p>
    </div>
  )
}
