import type { RepositoryOffer } from '../../../contract/trust.ts'
import { relativeTo } from '../../ui/format.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'

type Effect = RepositoryOffer['effect']

const EFFECTS: readonly { effect: Effect; name: string }[] = [
  { effect: 'asksFirst', name: t('Runs only with your word') },
  { effect: 'applies', name: t('Applies') },
  { effect: 'tightens', name: t('Makes things stricter') },
  { effect: 'ignored', name: t('Ignored in any case') },
]

/** What a repository would set, by what becomes of it. */
export function Offers({ root, offers }: { root: string; offers: readonly RepositoryOffer[] }) {
  return (
    <div className="trustOffers" tabIndex={0} role="region" aria-label={t('What the project brings')}>
      {EFFECTS.map(({ effect, name }) => {
        const group = offers.filter(offer => offer.effect === effect)
        return (
          group.length > 0 && (
            <section key={effect}>
              <h3 className={`trustEffect ${effect}`}>{name}</h3>
              <ul>
                {group.map((offer, index) => (
                  <Offer key={index} root={root} offer={offer} />
                ))}
              </ul>
            </section>
          )
        )
      })}
    </div>
  )
}

function Offer({ root, offer: { title, file, line, note } }: { root: string; offer: RepositoryOffer }) {
  const path = relativeTo(root, file)
  return (
    <li className="trustOffer">
      <code className="trustTitle">
        <VisibleText text={title} />
      </code>
      {path !== title && (
        <span className="trustFile mono">
          <VisibleText text={path} />
          {line !== null && `:${line}`}
        </span>
      )}
      {note !== null && <p className="trustNote">{note}</p>}
    </li>
  )
}
