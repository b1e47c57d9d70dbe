import { useApp, useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { TEXT_SIZES } from '../../state/appearance.ts'
import type { Appearance as Chosen, Density } from '../../state/appearance.ts'
import { messageOf } from '../../state/connection.ts'
import type { Theme } from '../../state/preferences.ts'
import { addNotice } from '../../state/store.ts'
import { chooseLanguage, LANGUAGES } from '../../ui/i18n/language.ts'
import type { Language } from '../../ui/i18n/language.ts'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Row } from './Row.tsx'

const THEMES: readonly { value: Theme; name: string }[] = [
  { value: 'system', name: t('System') },
  { value: 'light', name: t('Light') },
  { value: 'dark', name: t('Dark') },
  { value: 'contrast', name: t('High contrast') },
]

const DENSITIES: readonly { value: Density; name: string }[] = [
  { value: 'comfortable', name: t('Comfortable') },
  { value: 'compact', name: t('Compact') },
]

/** Each in its own words: who reads none of the others has to find it. */
const LANGUAGE_NAMES = (Object.keys(LANGUAGES) as Language[]).map(value => ({ value, name: LANGUAGES[value] }))

const SIZES = TEXT_SIZES.map(size => ({ value: String(size), name: t('{n} px', { n: size }) }))
const sizeOf = (value: string) => TEXT_SIZES.find(size => String(size) === value) ?? TEXT_SIZES[1]

/** How the window looks and in which language it speaks. */
export function Appearance() {
  const app = useAppParts()
  const { theme, appearance } = useApp(state => state.preferences)
  const change = (part: Partial<Chosen>) => changeAppearance(app, part)
  return (
    <>
      <Row name={t('Language')} about={t('The window opens anew in it. What agents write is in theirs.')}>
        <Segmented
          label={t('Language')}
          value={appearance.language}
          options={LANGUAGE_NAMES}
          onChange={language => void changeLanguage(app, language)}
        />
      </Row>
      <Row name={t('Theme')}>
        <Segmented
          label={t('Theme')}
          value={theme}
          options={THEMES}
          onChange={theme => app.store.setState(({ preferences }) => ({ preferences: { ...preferences, theme } }))}
        />
      </Row>
      <Row name={t('Density')} about={t('How close rows and controls stand.')}>
        <Segmented
          label={t('Density')}
          value={appearance.density}
          options={DENSITIES}
          onChange={density => change({ density })}
        />
      </Row>
      <Row name={t('Text size')}>
        <Picker
          label={t('Text size')}
          value={String(appearance.textSize)}
          choices={SIZES}
          onChange={size => change({ textSize: sizeOf(size) })}
        />
      </Row>
      <Row name={t('Code size')} about={t('Commands, output, diffs and the editor.')}>
        <Picker
          label={t('Code size')}
          value={String(appearance.codeSize)}
          choices={SIZES}
          onChange={size => change({ codeSize: sizeOf(size) })}
        />
      </Row>
    </>
  )
}

const changeAppearance = ({ store }: App, part: Partial<Chosen>): void =>
  store.setState(({ preferences }) => ({
    preferences: { ...preferences, appearance: { ...preferences.appearance, ...part } },
  }))

/** The window begins anew, so what is not kept yet is kept first. */
async function changeLanguage(app: App, language: Language): Promise<void> {
  const { store, drafts, engine } = app
  changeAppearance(app, { language })
  drafts.flush()
  try {
    await engine.call('interface/write', { key: 'preferences', value: store.getState().preferences })
    chooseLanguage(language)
  } catch (error) {
    addNotice(store, 'error', messageOf(error))
  }
}
