import type { ConfigOrigin } from '../../../contract/config.ts'
import { FEATURES, isFeatureOn } from '../../../core/config/features.ts'
import { isTable } from '../../../core/config/merge.ts'
import type { Merged, Table } from '../../../core/config/merge.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface FeaturesApiDeps {
  /** A look at the configuration of a folder, or of the workbench as a whole. */
  look(cwd?: string): Promise<{ values: { features?: unknown }; origins: Merged['origins'] }>
}

/** What can be switched, and who switched it. */
export const featureHandlers = ({ look }: FeaturesApiDeps): Pick<Handlers, 'features/list'> => ({
  'features/list': async ({ cwd }) => {
    const { values, origins } = await look(cwd)
    const said: Table | undefined = isTable(values.features) ? values.features : undefined
    return {
      features: FEATURES.map(feature => ({
        ...feature,
        enabled: isFeatureOn(feature.name, said),
        origin: originOf(origins[`features.${feature.name}`]),
      })),
    }
  },
})

const originOf = (origin: Merged['origins'][string] | undefined): ConfigOrigin => ({
  layer: origin?.layer ?? 'default',
  file: origin?.file ?? null,
  line: origin?.line ?? null,
  column: origin?.column ?? null,
})
