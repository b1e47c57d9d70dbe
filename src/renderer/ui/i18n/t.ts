import { dictionary } from './language.ts'

export type Values = Readonly<Record<string, string | number>>

/**
 * A text of the interface in the language of the window. The English text is the key: where a dictionary has no word for
 * it, it is shown itself. `{name}` takes the value of that name, e.g. `t('Close {title}', { title })`.
 */
export const t = (text: string, values?: Values): string => {
  const said = dictionary[text] ?? text
  return values ? said.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole)) : said
}

/**
 * A text that counts: `one` where the number is one, else `many`; both may hold `{n}`, e.g.
 * `tn(files, '{n} file was changed', '{n} files were changed')`.
 */
export const tn = (n: number, one: string, many: string, values?: Values): string =>
  t(n === 1 ? one : many, { n, ...values })

/** `1 file`, `6 files`; in dictionaries `{n} file` and `{n} files`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  t(`{n} ${value === 1 ? one : many}`, { n: value })
