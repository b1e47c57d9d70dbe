import './provenance.css'
import type { ConfigOrigin } from '../../../contract/config.ts'
import { useAppParts } from '../../state/app.ts'
import { updateProfiles } from '../../state/profiles.ts'
import { t } from '../../ui/i18n/t.ts'
import { layerTone, placeText } from './values.ts'

interface ProvenanceProps {
  /** Null for a value that is not saved yet. */
  origin: ConfigOrigin | null
  /** The profile whose text editor shows the place; null where none does. */
  editor: string | null
}

/** The layer that a value comes from, and its file and line, which open where they can be edited. */
export function Provenance({ origin, editor }: ProvenanceProps) {
  const { store } = useAppParts()
  if (origin === null)
    return (
      <span className="provenance">
        <span className="provenanceMark edited" aria-hidden />
        {t('not saved')}
      </span>
    )
  const { layer, file, line, column } = origin
  const place = placeText(origin)
  return (
    <span className="provenance">
      <span className={`provenanceMark ${layerTone(layer)}`} aria-hidden />
      <span className="truncate">{layer}</span>
      {place !== null &&
        (editor === null || line === null ? (
          <span className="provenancePlace truncate" title={file ?? undefined}>
            {place}
          </span>
        ) : (
          <button
            type="button"
            className="provenancePlace link truncate"
            title={t('{file} — open it there', { file: file ?? '' })}
            onClick={() => updateProfiles(store, { selected: editor, page: 'toml', place: { line, column } })}
          >
            {place}
          </button>
        ))}
    </span>
  )
}
